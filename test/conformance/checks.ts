/** The comparisons, as a table. Each returns the first difference, or `undefined`. */
import * as fs from 'node:fs'
import { join } from 'node:path'
import {
  depmodInto,
  filesDifference,
  firstDifference,
  type Outcome,
  outputFiles,
  rewritten,
  textDifference,
} from './compare.ts'
import { kernelSymbols, neededCrcs, symvers, thinnedMap, wholeMap } from './kernel-symbols.ts'
import { type Kmod, kmodTool, OURS, run } from './tools.ts'
import { every, moduleDir, type Tree, type ViewOptions, view } from './trees.ts'

/** A tree, the tree that kmod gets in its place (nearly always the same), and a directory to work in. */
export interface Subject {
  readonly tree: Tree
  readonly reference: Tree
  /** The same modules uncompressed, if available: to learn CRCs from. */
  readonly plain: Tree
  readonly work: string
  /** kmod's text in terms of `tree`. */
  readonly rewrite: (text: string) => string
}

export interface Check {
  readonly name: string
  readonly needs?: Kmod
  readonly run: (subject: Subject) => Promise<string | undefined>
}

/** No configuration except that of the check: not the host's. */
const NO_CONFIG = ['-C', '/dev/null']
const CONFIG_LINE = 'search updates extra built-in weak-updates\n'

export const CHECKS: readonly Check[] = [
  { name: 'plain', run: (s) => silent(s, NO_CONFIG) },
  {
    name: 'errsyms-whole-map',
    run: async (s) => silent(s, [...NO_CONFIG, '-aeF', await input(s, 'whole.map')]),
  },
  { name: 'errsyms-map', run: async (s) => both(s, [...NO_CONFIG, '-aeF', await input(s, 'thinned.map')]) },
  {
    name: 'errsyms-symvers',
    run: async (s) => both(s, [...NO_CONFIG, '-ae', '-E', await input(s, 'symvers')]),
  },
  { name: 'updates', run: async (s) => both(s, ['-C', await input(s, 'dist.conf')], { updates: 40 }) },
  { name: 'no-modules.order', run: (s) => both(s, NO_CONFIG, { without: ['modules.order'] }) },
  { name: 'jobs', run: sameWithAnyJobs },
  { name: 'post-order', needs: 'kmod30', run: postOrder },
  { name: 'kmod30-modprobe', needs: 'kmod30', run: readByModprobe },
]

/** Runs ours and kmod side by side on the tree, or on views of it. */
async function outcomes(
  s: Subject,
  args: readonly string[],
  options?: ViewOptions,
): Promise<[Outcome, Outcome]> {
  const ours = options ? view(s.tree, join(s.work, 'view/ours'), options) : s.tree
  const theirs = options ? view(s.reference, join(s.work, 'view/kmod'), options) : s.reference
  const { release } = s.tree
  const [our, their] = await Promise.all([
    depmodInto(join(s.work, 'out/ours'), release, OURS.depmod, ['-b', ours.root, ...args]),
    depmodInto(join(s.work, 'out/kmod'), release, kmodTool('kmod34', 'depmod'), ['-b', theirs.root, ...args]),
  ])
  return [our, rewritten(their, (text) => s.rewrite(text.replaceAll(theirs.root, ours.root)))]
}

async function both(s: Subject, args: readonly string[], options?: ViewOptions): Promise<string | undefined> {
  return firstDifference(...(await outcomes(s, args, options)))
}

/** As both(), and without any output: kernel packages fail on any output. */
async function silent(s: Subject, args: readonly string[]): Promise<string | undefined> {
  const [ours, theirs] = await outcomes(s, args)
  const nothing = { ...theirs, stdout: '', stderr: '' }
  return firstDifference(ours, theirs) ?? firstDifference(ours, nothing)?.replace('kmod', 'wanted')
}

/** System.map and the like, made on first use. */
async function input(
  s: Subject,
  name: 'whole.map' | 'thinned.map' | 'symvers' | 'dist.conf',
): Promise<string> {
  const path = join(s.work, name)
  if (fs.existsSync(path)) return path
  const names = name === 'dist.conf' ? [] : await kernelSymbolsOnce(s)
  const makers = {
    'whole.map': () => wholeMap(names),
    'thinned.map': () => thinnedMap(names),
    symvers: () => symvers(names, neededCrcs(s.plain)),
    'dist.conf': () => CONFIG_LINE,
  }
  fs.writeFileSync(path, makers[name](), 'latin1')
  return path
}

async function kernelSymbolsOnce(s: Subject): Promise<string[]> {
  const path = join(s.work, 'kernel-symbols')
  if (!fs.existsSync(path)) fs.writeFileSync(path, (await kernelSymbols(s.plain, s.work)).join('\n'))
  return fs.readFileSync(path, 'latin1').split('\n')
}

/** Ours against ours: one thread and two give the same files and the same warnings in the same order. */
async function sameWithAnyJobs(s: Subject): Promise<string | undefined> {
  const args = ['-b', s.tree.root, ...NO_CONFIG, '-ae', '-E', await input(s, 'symvers'), '--jobs']
  const [one, two] = [
    await depmodInto(join(s.work, 'out/ours'), s.tree.release, OURS.depmod, [...args, '1']),
    await depmodInto(join(s.work, 'out/kmod'), s.tree.release, OURS.depmod, [...args, '2']),
  ]
  if (one.status !== 0) return `exit status ${one.status}: ${one.stderr.slice(0, 200)}`
  return firstDifference(one, two)?.replace('kmod', '--jobs 2:')
}

/** kmod 30 has no -o: it writes into a view. It knows no weak dependencies. */
async function kmod30Files(s: Subject): Promise<{ tree: Tree; files: Map<string, string> }> {
  const tree = view(s.reference, join(s.work, 'kmod30'))
  await run(kmodTool('kmod30', 'depmod'), [...NO_CONFIG, '-b', tree.root, tree.release])
  const files = [...outputFiles(moduleDir(tree))].map(([name, text]) => [name, s.rewrite(text)] as const)
  return { tree, files: new Map(files) }
}

async function postOrder(s: Subject): Promise<string | undefined> {
  const args = ['-b', s.tree.root, ...NO_CONFIG, '--index-layout=post-order']
  const [ours, theirs] = await Promise.all([
    depmodInto(join(s.work, 'out/ours'), s.tree.release, OURS.depmod, args),
    kmod30Files(s),
  ])
  const our = new Map(ours.files)
  our.delete('modules.weakdep')
  return filesDifference(our, theirs.files)
}

/** kmod 30's modprobe gets the same answers from our files as from its own. */
async function readByModprobe(s: Subject): Promise<string | undefined> {
  const [theirs, ours] = [(await kmod30Files(s)).tree, view(s.reference, join(s.work, 'kmod30-ours'))]
  const made = await depmodInto(join(s.work, 'out/ours'), s.tree.release, OURS.depmod, [
    '-b',
    ours.root,
    ...NO_CONFIG,
  ])
  for (const [name, content] of made.files) fs.writeFileSync(join(moduleDir(ours), name), content, 'latin1')

  for (const [option, names] of questions(made.files)) {
    const ask = async (tree: Tree) => {
      const answer = await run(kmodTool('kmod30', 'modprobe'), [
        '-C',
        '/dev/null',
        '-d',
        tree.root,
        '-S',
        tree.release,
        option,
        ...names,
      ])
      return `${answer.status}\n${answer.stdout}${answer.stderr}`.replaceAll(`${tree.root}/`, '')
    }
    const difference = textDifference(`modprobe ${option}`, await ask(ours), await ask(theirs))
    if (difference !== undefined) return difference
  }
  return undefined
}

/** Names of modules to show the dependencies of, and of devices to find modules for. */
function questions(files: ReadonlyMap<string, string>): [string, string[]][] {
  const modules = (files.get('modules.dep') ?? '')
    .split('\n')
    .map((line) => /([^/:]*)\.ko/.exec(line)?.[1] ?? '')
  const aliases = (files.get('modules.alias') ?? '').split('\n').map((line) => line.split(' ')[1] ?? '')
  const device = (pattern: string): string => pattern.replace(/\[(.)[^\]]*\]/g, '$1').replace(/[*?]/g, '0')
  const asked = (list: readonly string[], count: number) =>
    every(
      list.filter((name) => name !== ''),
      count,
    )
  return [
    ['-aD', asked(modules, 150)],
    ['-aR', asked(aliases, 300).map(device)],
  ]
}
