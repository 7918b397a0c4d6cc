/**
 * Compares the answers of `tskmod reach` on real kernels with modprobe of real kmod 34.2:
 *
 *   npx tsx test/conformance/reach-check.ts [--only TEXT] [KERNEL...]
 *
 * For every alias of every module (with a name that its pattern matches) and every module's own name, under each of
 * the configurations below: the lines of `modprobe -a -n -v` against our plan for that name, and what the kernel would
 * then have, by the text of modules.dep, against what we say of the name and the verdicts of reach(). Names go in
 * batches, with the name of a marker between them. Both read the same files; only the simulation of refusals is written
 * twice.
 *
 * With --only, the configurations that have TEXT in their titles. The last line is `N passed, M failed`; the exit status is 1 if anything failed.
 */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { normalizeModname } from '../../src/base/names.ts'
import { type Kernel, openKernel } from '../../src/kernel/open-kernel.ts'
import { planOf } from '../../src/plan/action.ts'
import { insertModule } from '../../src/plan/insert-plan.ts'
import { loadAttempts } from '../../src/questions/load-attempt.ts'
import { reach } from '../../src/questions/reach/reach.ts'
import { isRequested, nameMatching } from '../../src/questions/reach/triggers.ts'
import { configurations, MARKER } from './reach-configurations.ts'
import { kmodTool } from './tools.ts'
import { fetch, kernelTree, linkedTree, moduleDir, type Tree } from './trees.ts'

const BATCH = 400
const count = { passed: 0, failed: 0 }
const work = fs.mkdtempSync(join(tmpdir(), 'tskmod-reach-'))

interface Asked {
  /** What modprobe gets. */
  readonly name: string
  readonly modname: string
}

/** The pairs of modules.alias, and each module by its name. */
function everyName(tree: Tree): Asked[] {
  const text = fs.readFileSync(join(moduleDir(tree), 'modules.alias'), 'latin1')
  const aliases = [...text.matchAll(/^alias (\S+) (\S+)$/gm)]
    .filter(([, pattern = '']) => isRequested(pattern))
    .map(([, pattern = '', modname = '']) => ({ name: nameMatching(pattern), modname }))
  return [...aliases, ...[...dependenciesOf(tree).keys()].map((modname) => ({ name: modname, modname }))]
}

function dependenciesOf(tree: Tree): Map<string, string[]> {
  const text = fs.readFileSync(join(moduleDir(tree), 'modules.dep'), 'latin1')
  return new Map(
    [...text.matchAll(/^(\S+):(.*)$/gm)].map(([, path = '', needs = '']) => [
      normalizeModname(path),
      needs
        .split(' ')
        .filter((word) => word !== '')
        .map(normalizeModname),
    ]),
  )
}

/** What modprobe prints for each name. */
function realLines(tree: Tree, config: string, names: readonly string[]): string[][] {
  const [program = '', ...first] = kmodTool('kmod34', 'modprobe')
  const all: string[][] = []
  for (let at = 0; at < names.length; at += BATCH) {
    const batch = names.slice(at, at + BATCH)
    const args = ['-a', '-n', '-v', '-d', tree.root, '-S', tree.release, '-C', config, '--']
    const { stdout } = spawnSync(program, [...first, ...args, ...batch.flatMap((name) => [name, MARKER])], {
      encoding: 'latin1',
      maxBuffer: 1 << 28,
    })
    const parts = stdout.split(`install /${MARKER} \n`)
    if (parts.length !== batch.length + 1) throw new Error(`${parts.length} answers to ${batch.length} names`)
    all.push(...parts.slice(0, -1).map((part) => part.split('\n').filter((line) => line !== '')))
  }
  return all
}

/** The modules that are in the kernel after these lines: an install command of the configurations ends with its module. */
function inKernel(
  lines: readonly string[],
  modname: string,
  needs: ReadonlyMap<string, readonly string[]>,
): Set<string> {
  const loaded = new Set<string>()
  for (const line of lines) {
    const [verb, word = '', name = ''] = line.split(' ')
    if (verb === 'install') {
      const isNeeded = name === modname || needs.get(modname)?.includes(name)
      if (word.endsWith('/false') && isNeeded) break
      continue
    }
    const own = normalizeModname(word)
    if ((needs.get(own) ?? []).every((needed) => loaded.has(needed))) loaded.add(own)
  }
  return loaded
}

function showResult(title: string, differences: readonly string[], comparisons: number): void {
  count.failed += differences.length
  count.passed += comparisons - differences.length
  console.log(
    `${differences.length === 0 ? 'passed' : 'FAILED'}   ${title}: ${comparisons} comparisons, ${differences.length} differences`,
  )
  for (const difference of differences.slice(0, 5)) console.log(`  ${difference.slice(0, 600)}`)
}

async function checkConfiguration(
  tree: Tree,
  asked: readonly Asked[],
  title: string,
  text: string,
): Promise<void> {
  const config = join(work, `${title.replaceAll(' ', '-')}.d`)
  fs.mkdirSync(config, { recursive: true })
  fs.writeFileSync(join(config, '00-marker.conf'), `install ${MARKER} /${MARKER}\n`)
  fs.writeFileSync(join(config, 'test.conf'), text)
  const kernel = openKernel({
    root: tree.root,
    release: tree.release,
    modprobeConfig: [config],
    from: 'indexes',
  })
  const lines = realLines(
    tree,
    config,
    asked.map(({ name }) => name),
  )
  const view = (await kernel.names()).modprobeView()
  const differences: string[] = []
  for (const [i, { name }] of asked.entries()) {
    const ours = (view.lookup(name) ?? []).flatMap((module) =>
      planOf((perform) => insertModule(view, module, {}, perform)).actions.flatMap((action) => {
        if (action.kind === 'insmod') return [`insmod ${action.path} ${action.options}`]
        return action.kind === 'install' ? [`install ${action.command} ${action.options}`] : []
      }),
    )
    const real = lines[i] ?? []
    if (ours.join('\n') !== real.join('\n'))
      differences.push(`${name}: real ${JSON.stringify(real)}, ours ${JSON.stringify(ours)}`)
  }
  showResult(`${tree.name}, ${title}: plans`, differences, asked.length)
  await checkVerdicts(tree, { asked, lines, title }, kernel)
}

interface RealAnswers {
  readonly asked: readonly Asked[]
  readonly lines: readonly (readonly string[])[]
  readonly title: string
}

/** The modules that a name loads, and the final state of each module. */
async function checkVerdicts(
  tree: Tree,
  { asked, lines, title }: RealAnswers,
  kernel: Kernel,
): Promise<void> {
  const needs = dependenciesOf(tree)
  const attempts = loadAttempts(await kernel.names())
  const reached = new Set<string>()
  const differences: string[] = []
  for (const [i, { name, modname }] of asked.entries()) {
    const loaded = inKernel(lines[i] ?? [], modname, needs)
    for (const each of loaded) reached.add(each)
    const ours = attempts.attempts(name).some(({ inserted }) => inserted.includes(modname))
    if (ours !== loaded.has(modname)) differences.push(`${name} of ${modname}: real ${!ours}, ours ${ours}`)
  }
  const modules = (await reach(kernel)).rows.filter(({ verdict }) => verdict !== 'builtin')
  for (const { modname, verdict } of modules) {
    const isLoadable = verdict !== 'blocked' && verdict !== 'broken'
    if (isLoadable !== reached.has(modname))
      differences.push(
        `${modname}: ${verdict}, and real modprobe ${isLoadable ? 'does not load it' : 'loads it'}`,
      )
  }
  showResult(`${tree.name}, ${title}: verdicts`, differences, asked.length + modules.length)
}

async function main(): Promise<void> {
  const { values, positionals: given } = parseArgs({
    allowPositionals: true,
    options: { only: { type: 'string' } },
  })
  const { only = '' } = values
  for (const name of given.length > 0 ? given : ['amd64-6.1', 'amd64-6.12']) {
    const reason = fetch('kmod34') ?? fetch(name)
    if (reason !== undefined) throw new Error(reason)
    const tree = linkedTree(kernelTree(name), join(work, name))
    const [program = '', ...first] = kmodTool('kmod34', 'depmod')
    spawnSync(program, [...first, '-b', tree.root, '-C', '/nonexistent', tree.release])
    const asked = everyName(tree)
    for (const [title, text] of configurations([...dependenciesOf(tree).keys()]))
      if (title.includes(only)) await checkConfiguration(tree, asked, title, text)
  }
}

try {
  await main()
} finally {
  fs.rmSync(work, { recursive: true, force: true })
}
console.log(`\n${count.passed} passed, ${count.failed} failed`)
process.exitCode = count.failed > 0 ? 1 : 0
