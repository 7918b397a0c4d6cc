/**
 * Kernels in packages, archives and images, read where they are: the index files that tsdepmod makes, and what the other
 * commands answer, must be those of the unpacked directory. The oracles are the programs that pack and unpack, real kmod's
 * depmod on the directory, and the kernel's overlayfs.
 *
 *   npx tsx test/conformance/sources.ts [--kind TEXT]... [--whole]
 *
 * --kind: only the kinds whose name has the text. --whole: all modules of Linux 6.1 in every kind, not a fifth.
 * The last line is `N passed, M failed, K skipped`; a passed check is one kind, with the number of its comparisons.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { filesDifference, outputFiles, textDifference } from './compare.ts'
import { initramfsImages } from './source-initramfs.ts'
import { SOURCE_KINDS, type SourceKind } from './source-kinds.ts'
import { LAYER_CASES, type LayerCase, mergedByOverlayfs } from './source-layers.ts'
import { corpus, kmodTool } from './tools.ts'
import { fetch, kernelTree, moduleDir, type Tree } from './trees.ts'

const { values: options } = parseArgs({
  options: {
    kind: { type: 'string', multiple: true, default: [] },
    whole: { type: 'boolean', default: false },
  },
})
const BIN = resolve(import.meta.dirname, '../../bin')
const INDEX_FILES = 11
/** What a fifth of the kernel is: everything that these need is among them. */
const PARTS = [
  'fs',
  'crypto',
  'lib',
  'net',
  'drivers/block',
  'drivers/md',
  'drivers/ata',
  'drivers/scsi',
  'arch',
]
const work = fs.mkdtempSync(join(tmpdir(), 'tskmod-sources-'))
const count = { passed: 0, failed: 0, skipped: 0 }

function report(kind: keyof typeof count, text: string): void {
  count[kind]++
  console.log(`${(kind === 'failed' ? 'FAILED' : kind).padEnd(8)} ${text}`)
}

interface Answer {
  readonly status: number | null
  readonly text: string
}

/** Runs a command of ours; the name of the root is the same in all answers, and where lines break at it does not count. */
function ask(tool: string, root: string, args: readonly string[]): Answer {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(BIN, `${tool}.cjs`), ...args], {
    encoding: 'latin1',
    maxBuffer: 1 << 28,
  })
  const text = `${stdout}${stderr}`
    // A long root is broken across lines.
    .replaceAll(/\s+/g, '')
    .replaceAll(`${root}!`, 'ROOT')
    .replaceAll(root, 'ROOT')
  return { status, text }
}

/** Questions of all commands; `answers` are compared as text. */
function answersOf(root: string, release: string, hasIndexes: boolean): Map<string, Answer> {
  const kernel = ['--root', root, '--kernel', release]
  const questions: [string, string, ...string[]][] = [
    ['closure', 'tskmod', 'closure', ...kernel, 'ext4', 'btrfs', 'nfs'],
    ['why', 'tskmod', 'why', ...kernel, 'libcrc32c'],
    ['needs', 'tskmod', 'needs', ...kernel, 'crc32c'],
    ['list', 'tskmod', 'list', ...kernel, '--json'],
    ['modinfo', 'tsmodinfo', '-b', root, '-k', release, 'ext4', 'nfs', 'xfs'],
  ]
  if (hasIndexes) {
    questions.push(['check', 'tskmod', 'check', ...kernel, '--json'])
    questions.push(['modprobe', 'tsmodprobe', '-d', root, '-S', release, '-C', '/dev/null', '-D', 'ext4'])
  }
  return new Map(questions.map(([name, tool, ...args]) => [name, ask(tool, root, args)]))
}

/** One line on the first difference, or `undefined`. */
function difference(ours: Map<string, Answer>, theirs: Map<string, Answer>): string | undefined {
  for (const [name, { status, text }] of theirs) {
    const our = ours.get(name)
    if (our?.status !== status)
      return `${name}: status ${our?.status}, not ${status}: ${our?.text.slice(0, 300)}`
    const found = textDifference(name, our.text, text)
    if (found !== undefined) return found
  }
  return undefined
}

let runs = 0

/** The index files of ours, written elsewhere. */
function indexFiles(
  source: string,
  release: string,
  layers: readonly string[] = [],
): { files: Map<string, string>; said: string } {
  const out = join(work, `out${++runs}`)
  const args = [
    '-C',
    '/dev/null',
    '-b',
    source,
    ...layers.flatMap((layer) => ['--layer', layer]),
    '-o',
    out,
    release,
  ]
  const { text } = ask('tsdepmod', source, args)
  const files = outputFiles(join(out, 'lib/modules', release))
  fs.rmSync(out, { recursive: true, force: true })
  return { files, said: text }
}

function kmodFiles(root: string, release: string): Map<string, string> {
  const out = join(work, `out${++runs}`)
  const [program = '', ...first] = kmodTool('kmod34', 'depmod')
  execFileSync(program, [...first, '-C', '/dev/null', '-b', root, '-o', out, release], { stdio: 'ignore' })
  const files = outputFiles(join(out, 'lib/modules', release))
  fs.rmSync(out, { recursive: true, force: true })
  return files
}

interface Oracle {
  readonly release: string
  readonly files: Map<string, string>
  readonly answers: Map<string, Answer>
  readonly hasIndexes: boolean
}

const oracleOf = (root: string, release: string, hasIndexes: boolean): Oracle => ({
  release,
  files: kmodFiles(root, release),
  answers: answersOf(root, release, hasIndexes),
  hasIndexes,
})

function compare(name: string, source: string, oracle: Oracle): void {
  const { files, said } = indexFiles(source, oracle.release)
  const problem =
    oracle.files.size < INDEX_FILES
      ? `the oracle has ${oracle.files.size} index files`
      : (filesDifference(files, oracle.files) ??
        difference(answersOf(source, oracle.release, oracle.hasIndexes), oracle.answers))
  if (problem !== undefined) report('failed', `${name}: ${problem}${files.size === 0 ? `; ${said}` : ''}`)
  else
    report('passed', `${name}: ${files.size} index files and ${oracle.answers.size} answers, 0 differences`)
}

const wanted = (name: string): boolean =>
  options.kind.length === 0 || options.kind.some((text) => name.includes(text))

const missingOf = (programs: readonly string[]): string | undefined =>
  programs.find((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0)

function have(name: string, user: string): boolean {
  const reason = fetch(name)
  if (reason !== undefined) report('skipped', `${user}: ${reason}`)
  return reason === undefined
}

/** A package of Debian as it is, against dpkg-deb's own unpacking. */
function compareDeb(name: string): void {
  if (!wanted(name) || !have(name, name)) return
  const [file = ''] = fs.readdirSync(join(corpus, name))
  const [deb, root] = [join(corpus, name, file), join(work, name)]
  execFileSync('dpkg-deb', ['-x', deb, root])
  // In a system, the package of the root directory brings this link.
  if (!fs.existsSync(join(root, 'lib'))) fs.symlinkSync('usr/lib', join(root, 'lib'))
  const [release = ''] = fs.readdirSync(join(root, 'lib/modules'))
  compare(`${name}: ${file}`, deb, oracleOf(root, release, false))
  fs.rmSync(root, { recursive: true })
}

/** A kernel with its indexes, or a part of one. */
function packedTree(): Tree {
  const whole = kernelTree('amd64-6.1')
  const root = join(work, 'tree')
  const tree = { ...whole, root, kernel: join(root, 'lib/modules', whole.release, 'kernel') }
  fs.mkdirSync(moduleDir(tree), { recursive: true })
  for (const part of options.whole ? ['.'] : PARTS) {
    fs.mkdirSync(join(tree.kernel, part, '..'), { recursive: true })
    execFileSync('cp', ['-rL', join(whole.kernel, part), join(tree.kernel, part)])
  }
  for (const name of ['modules.order', 'modules.builtin', 'modules.builtin.modinfo'])
    fs.copyFileSync(join(moduleDir(whole), name), join(moduleDir(tree), name))
  // A link, a hard link and a link that leads up. None to a directory of modules: kmod takes what it is listed first.
  fs.symlinkSync('modules.order', join(moduleDir(tree), 'order-too'))
  fs.linkSync(join(tree.kernel, 'fs/ext4/ext4.ko'), join(moduleDir(tree), 'ext4-too.img'))
  fs.symlinkSync('../../../../../usr/src', join(moduleDir(tree), 'build'))
  const [program = '', ...first] = kmodTool('kmod34', 'depmod')
  execFileSync(program, [...first, '-C', '/dev/null', '-b', root, tree.release])
  return tree
}

function make(kind: SourceKind, tree: string): string | undefined {
  const [out, own] = [join(work, 'source'), join(work, 'own')]
  for (const path of [out, own]) fs.rmSync(path, { recursive: true, force: true })
  fs.mkdirSync(own)
  const { status, stderr } = spawnSync('bash', ['-e', '-c', kind.script], {
    env: { ...process.env, TREE: tree, OUT: out, WORK: own, CORPUS: corpus },
    encoding: 'utf8',
  })
  if (status === 0) return out
  report('failed', `${kind.name}: it cannot be made: ${stderr.trim().split('\n').slice(-2).join(' | ')}`)
  return undefined
}

function compareKind(kind: SourceKind, tree: Tree, oracle: Oracle): void {
  const missing = missingOf(kind.needs)
  if (missing !== undefined) {
    report('skipped', `${kind.name}: ${missing} is not installed`)
    return
  }
  if (kind.corpus !== undefined && !have(kind.corpus, kind.name)) return
  const source = make(kind, tree.root)
  if (source !== undefined) compare(kind.name, source, oracle)
}

function compareLayers(layers: LayerCase, tree: Tree): void {
  const merged = mergedByOverlayfs(layers, tree, join(work, 'layers'))
  if ('skipped' in merged) {
    report('skipped', `layers, ${layers.name}: ${merged.skipped}`)
    return
  }
  const theirs = kmodFiles(merged.root, tree.release)
  const [base = '', ...above] = merged.sources
  const { files, said } = indexFiles(base, tree.release, above)
  const problem = filesDifference(files, theirs)
  const text = `layers, ${layers.name}: ${theirs.size} index files of the mount`
  report(
    problem === undefined ? 'passed' : 'failed',
    problem === undefined ? `${text}, 0 differences` : `${text}: ${problem}; ${said}`,
  )
}

try {
  for (const name of ['deb-6.12', 'deb-6.1']) compareDeb(name)
  const kinds = SOURCE_KINDS.filter(({ name }) => wanted(name))
  const cases = LAYER_CASES.filter(({ name }) => wanted(`layers, ${name}`))
  if (kinds.length + cases.length > 0 && have('amd64-6.1', 'archives')) {
    const tree = packedTree()
    const oracle = kinds.length === 0 ? undefined : oracleOf(tree.root, tree.release, true)
    if (oracle !== undefined) for (const kind of kinds) compareKind(kind, tree, oracle)
    for (const layers of cases) compareLayers(layers, tree)
  }
  for await (const { name, image, root, release, skipped } of initramfsImages(work, wanted, have))
    if (skipped !== undefined) report('skipped', `${name}: ${skipped}`)
    else compare(name, image, oracleOf(root, release, true))
} finally {
  fs.rmSync(work, { recursive: true, force: true })
}
console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
process.exitCode = count.failed > 0 ? 1 : 0
