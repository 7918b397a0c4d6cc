/**
 * A file of facts in place of the tree that it was made of: every question must be answered the same, and tsdepmod must
 * write the same bytes. With layers on top, the oracle is real kmod's depmod on the merged tree.
 *
 *   npx tsx test/conformance/facts-check.ts [made|KERNEL...]
 *
 * A passed check is one tree, or one set of layers, with the number of its comparisons. The last line is
 * `N passed, M failed, K skipped`.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { filesDifference, outputFiles, textDifference } from './compare.ts'
import { makeTree } from './facts-tree.ts'
import { hasKmod, kmodTool } from './tools.ts'
import { fetch, kernelTree, linkedTree, moduleDir, type Tree } from './trees.ts'

const USUAL = ['made', 'amd64-6.1', 'amd64-6.12']
const INDEX_FILES = 11
const BIN = resolve(import.meta.dirname, '../../bin')
const work = fs.mkdtempSync(join(tmpdir(), 'tskmod-facts-'))
const count = { passed: 0, failed: 0, skipped: 0 }
let compared = 0

function verdict(name: string, problems: readonly string[]): void {
  count[problems.length === 0 ? 'passed' : 'failed']++
  console.log(
    problems.length === 0
      ? `passed   ${name}: ${compared} comparisons, 0 differences`
      : `FAILED   ${name}: ${problems.length} of ${compared} comparisons\n         ${problems.join('\n         ')}`,
  )
  compared = 0
}

interface Answer {
  readonly status: number | null
  readonly text: string
}

function ask(tool: string, ...args: readonly string[]): Answer {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(BIN, `${tool}.cjs`), ...args], {
    encoding: 'latin1',
    maxBuffer: 1 << 28,
    env: { ...process.env, TSKMOD_HINTS: '' },
  })
  return { status, text: `${stdout}\n--- stderr\n${stderr}` }
}

interface Question {
  readonly name: string
  readonly tool: string
  readonly args: readonly string[]
  /** Lines that cannot be there without the content of modules. */
  readonly without?: RegExp
}

/** Questions about a kernel, those that need what only some trees have left out. */
function questionsOf(root: string, { release, name }: Tree, other: string): Question[] {
  const [first, second, symbol] =
    name === 'made' ? ['user', 'allowed', 'base_one'] : ['ext4', 'nfs', 'crc32c']
  const of = ['--root', root, '--kernel', release]
  const json = [...of, '--json']
  const tskmod = (args: readonly string[]): Question => ({ name: args.join(' '), tool: 'tskmod', args })
  const symvers = join(other, `usr/src/linux-headers-${release}/Module.symvers`)
  return [
    ...[first, second, 'xfs', 'inside'].map((module) => tskmod(['why', module, ...json])),
    tskmod(['why', first, ...of]),
    tskmod(['why', first, second, ...json]),
    tskmod(['closure', first, second, '--allow-missing', 'nobody', ...json]),
    tskmod(['closure', '=kernel', '--print', 'paths', ...of]),
    tskmod([
      'closure',
      'pci:v00008086d00001234sv00000000sd00000000bc00sc00i00',
      '--from',
      'modules',
      ...json,
    ]),
    tskmod(['closure', '=kernel/fs', '--print', 'firmware', ...of]),
    tskmod(['needs', symbol, ...json]),
    tskmod(['needs', '.*', ...json]),
    tskmod(['list', ...json]),
    tskmod(['list', '--alias', 'pci', '--sort', 'size', ...json]),
    tskmod(['check', ...json]),
    tskmod(['check', ...of]),
    ...(fs.existsSync(symvers) ? [tskmod(['check', '--symvers', symvers, ...json])] : []),
    tskmod(['check', '--depmod-config', join(other, 'etc/depmod.d'), ...json]),
    tskmod(['reach', ...json]),
    tskmod(['reach', first, second, '--modprobe-config', 'root', ...json]),
    tskmod(['graph', first, '--format', 'dot', ...of]),
    tskmod(['graph', first, second, ...json]),
    tskmod(['diff', root, other, '--json']),
    tskmod(['diff', other, root, '--json']),
    tskmod(['preflight', root, other, '--json']),
    tskmod(['preflight', other, root, '--json']),
    tskmod(['abi', moduleDir({ release, root: other, name, kernel: '' }), '--against', root, '--json']),
    {
      name: 'modinfo',
      tool: 'tsmodinfo',
      args: ['-b', root, '-k', release, first, second, 'inside'],
      without: /^(?:signature:.*|\t+[0-9A-F:]+)$/,
    },
    ...['signer', 'sig_key', 'sig_hashalgo', 'vermagic', 'filename'].map((field) => ({
      name: `modinfo -F ${field}`,
      tool: 'tsmodinfo',
      args: ['-b', root, '-k', release, '-F', field, first, second, 'signed'],
    })),
    ...(['-D', '-R'] as const).flatMap((how) =>
      [first, second, 'pci:v00008086d00001234sv*', 'nick'].map((module) => ({
        name: `modprobe ${how} ${module}`,
        tool: 'tsmodprobe',
        args: ['-d', root, '-S', release, '-C', '/dev/null', how, module],
      })),
    ),
  ]
}

const withoutLines = (text: string, lines: RegExp | undefined): string =>
  lines === undefined
    ? text
    : text
        .split('\n')
        .filter((line) => !lines.test(line))
        .join('\n')

/** Each question, asked of the tree and of the facts. */
function compareAnswers(tree: Tree, facts: string): string[] {
  const asked = questionsOf(tree.root, tree, tree.root)
  return questionsOf(facts, tree, tree.root).flatMap(({ name, tool, args }, i) => {
    const { args: ofTree = [], without } = asked[i] ?? {}
    const theirs = ask(tool, ...ofTree)
    const ours = ask(tool, ...args)
    compared++
    if (ours.status !== theirs.status)
      return [`${name}: status ${ours.status}, not ${theirs.status}: ${ours.text.slice(0, 300)}`]
    // Where lines break at the root does not count; a few questions name the tree and the facts.
    const [our, their] = [ours, theirs].map(({ text }) =>
      withoutLines(text, without)
        .replaceAll(/\s+/g, '')
        .replaceAll(`${facts}!`, 'ROOT')
        .replaceAll(facts, 'ROOT')
        .replaceAll(tree.root, 'ROOT'),
    )
    const found = textDifference(name, our ?? '', their ?? '')
    return found === undefined ? [] : [found]
  })
}

/** The index files, of a source with layers. */
function indexFiles(
  base: string,
  release: string,
  option: string,
  ...layers: readonly string[]
): Map<string, string> {
  const out = fs.mkdtempSync(join(work, 'out-'))
  const on = layers.flatMap((layer) => ['--layer', layer])
  ask('tsdepmod', '-C', '/dev/null', option, base, ...on, '-o', out, release)
  return outputFiles(join(out, 'lib/modules', release))
}

function kmodFiles(root: string, release: string): Map<string, string> {
  const out = fs.mkdtempSync(join(work, 'out-'))
  const [program = '', ...first] = kmodTool('kmod34', 'depmod')
  execFileSync(program, [...first, '-C', '/dev/null', '-b', root, '-o', out, release], { stdio: 'ignore' })
  return outputFiles(join(out, 'lib/modules', release))
}

function compareFiles(
  what: string,
  ours: ReadonlyMap<string, string>,
  theirs: ReadonlyMap<string, string>,
): string[] {
  compared += INDEX_FILES
  const few = theirs.size < INDEX_FILES ? [`${what}: the oracle has ${theirs.size} files`] : []
  const found = filesDifference(ours, theirs)
  return found === undefined ? few : [...few, `${what}: ${found}`]
}

function writeFacts(root: string, release: string, ...more: readonly string[]): string {
  const file = join(fs.mkdtempSync(join(work, 'facts-')), 'kernel.facts')
  const { status, text } = ask(
    'tskmod',
    'facts',
    '--root',
    root,
    '--kernel',
    release,
    '--output',
    file,
    ...more,
  )
  if (status !== 0) throw new Error(`tskmod facts: status ${status}: ${text}`)
  return file
}

/** What an extension adds: new modules, one that replaces another, and one that needs both. */
function makeLayer(tree: Tree): string {
  const layer = fs.mkdtempSync(join(work, 'layer-'))
  const directory = moduleDir({ ...tree, root: layer })
  const modules = fs
    .readdirSync(tree.kernel, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.ko(\.\w+)?$/.test(path))
    .sort()
  for (const [where, every] of [
    ['updates', 97],
    ['extra', 211],
  ] as const) {
    fs.mkdirSync(join(directory, where), { recursive: true })
    for (const path of modules.filter((_, i) => i % every === 0)) {
      const name = path.slice(path.lastIndexOf('/') + 1)
      if (fs.existsSync(join(tree.kernel, path)))
        fs.copyFileSync(join(tree.kernel, path), join(directory, where, name))
    }
  }
  return layer
}

function compareLayers(tree: Tree, facts: string): void {
  if (!hasKmod('kmod34')) {
    count.skipped++
    console.log(`skipped  ${tree.name}, layers: real kmod 34 is not in the corpus`)
    return
  }
  const layer = makeLayer(tree)
  const merged = join(work, `merged-${tree.name}`)
  execFileSync('cp', ['-al', tree.root, merged])
  execFileSync('cp', ['-a', '--remove-destination', `${layer}/.`, merged])
  const expected = kmodFiles(merged, tree.release)
  const layerFacts = writeFacts(layer, tree.release)
  const both = writeFacts(facts, tree.release, '--layer', layer)
  // Without a single module of the base: the directory with the facts has nothing else in it.
  verdict(`${tree.name}, layers`, [
    ...compareFiles(
      '--base facts --layer directory',
      indexFiles(facts, tree.release, '--base', layer),
      expected,
    ),
    ...compareFiles('-b facts --layer facts', indexFiles(facts, tree.release, '-b', layerFacts), expected),
    ...compareFiles(
      '-b directory --layer facts',
      indexFiles(tree.root, tree.release, '-b', layerFacts),
      expected,
    ),
    ...compareFiles('-b facts of facts and a layer', indexFiles(both, tree.release, '-b'), expected),
  ])
  fs.rmSync(merged, { recursive: true })
}

function compareTree(tree: Tree): void {
  const facts = writeFacts(tree.root, tree.release)
  const again = writeFacts(tree.root, tree.release)
  compared++
  const isSame = fs.readFileSync(facts).equals(fs.readFileSync(again))
  const size = `${(fs.statSync(facts).size / 2 ** 20).toFixed(2)} MiB`
  verdict(`${tree.name} (${size})`, [
    ...(isSame ? [] : ['two files of one tree differ']),
    ...compareAnswers(tree, facts),
    ...compareFiles(
      'tsdepmod',
      indexFiles(facts, tree.release, '-b'),
      indexFiles(tree.root, tree.release, '-b'),
    ),
    ...(hasKmod('kmod34')
      ? compareFiles('kmod', indexFiles(facts, tree.release, '-b'), kmodFiles(tree.root, tree.release))
      : []),
  ])
  compareLayers(tree, facts)
}

const names = process.argv.slice(2)
for (const name of names.length > 0 ? names : USUAL) {
  const problem = name === 'made' ? undefined : fetch(name)
  if (problem !== undefined) {
    count.skipped++
    console.log(`skipped  ${name}: ${problem}`)
    continue
  }
  const tree = name === 'made' ? makeTree(join(work, 'made')) : linkedTree(kernelTree(name), join(work, name))
  // As installed: with indexes.
  ask('tsdepmod', '-C', '/dev/null', '-b', tree.root, tree.release)
  compareTree(tree)
}
fs.rmSync(work, { recursive: true, force: true })
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
process.exitCode = count.failed > 0 ? 1 : 0
