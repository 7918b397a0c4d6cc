/** The kernels that are compared on: fetched, recompressed, and seen from other angles without touching them. */
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { corpus } from './tools.ts'

/**
 * Kernels of Debian's unstable and experimental, of this year: Linux 7.2 and 7.3, without modversions and with namespaces
 * in `__ksymtab_strings`. They are compared on request (`npm run conformance:recent`), because they are 800 MB to fetch.
 */
export const RECENT_KERNELS = [
  'amd64-cloud-sid',
  'amd64-sid',
  'arm64-sid',
  'loong64-sid',
  'ppc64el-sid',
  'riscv64-sid',
  's390x-sid',
  'uml-sid',
  'amd64-experimental',
] as const

/** Those of them that every run compares: 23 MB to fetch. */
export const RECENT_AND_USUAL: readonly string[] = ['amd64-cloud-sid']

export interface Tree {
  readonly name: string
  /** The argument of `-b`. */
  readonly root: string
  readonly release: string
  /** Directory that holds the modules. */
  readonly kernel: string
}

export const moduleDir = (tree: Tree): string => join(tree.root, 'lib/modules', tree.release)

/** Fetches `name` if missing. Returns the reason if that fails. */
export function fetch(name: string): string | undefined {
  try {
    const script = join(import.meta.dirname, 'corpus.sh')
    execFileSync('bash', [script, corpus, name], { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
    return undefined
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim() ?? ''
    return said.split('\n').at(-1) || String(error)
  }
}

export function kernelTree(name: string): Tree {
  const root = join(corpus, name)
  const [release] = fs.readdirSync(join(root, 'lib/modules'))
  if (release === undefined) throw new Error(`Cannot use "${root}": no kernel in it`)
  return { name, root, release, kernel: join(root, 'lib/modules', release, 'kernel') }
}

/** Compressors: a shell command that compresses the files on its stdin (NUL separated) in place. */
const COMPRESSORS: Readonly<Record<string, readonly [tool: string, ...args: string[]]>> = {
  gz: ['gzip', '-n'],
  zst: ['zstd', '-q', '--rm'],
}

/** A copy of `plain` in the corpus with every module compressed, made once. */
export function compressedTree(plain: Tree, suffix: string): Tree {
  const name = `${plain.name}-${suffix}`
  const root = join(corpus, name)
  if (!fs.existsSync(root)) {
    const part = `${root}.part`
    fs.rmSync(part, { recursive: true, force: true })
    fs.mkdirSync(join(part, 'lib/modules'), { recursive: true })
    execFileSync('cp', ['-r', moduleDir(plain), join(part, 'lib/modules', plain.release)])
    const [tool, ...args] = COMPRESSORS[suffix] ?? ['false']
    const script = 'cd "$1" && shift && find . -name "*.ko" -print0 | xargs -0 -n 200 -P 2 "$@"'
    execFileSync('sh', ['-c', script, 'sh', part, tool, ...args])
    fs.renameSync(part, root)
  }
  return kernelTree(name)
}

/** Ten modules for each of `plain`, in the corpus, made once of hard links: 40,000 for a usual kernel. */
export function tenfoldTree(plain: Tree): Tree {
  const name = `${plain.name}-x10`
  const root = join(corpus, name)
  if (!fs.existsSync(root)) {
    const part = `${root}.part`
    fs.rmSync(part, { recursive: true, force: true })
    const kernel = join(part, 'lib/modules', plain.release, 'kernel')
    for (const path of modulesOf(plain))
      for (let copy = 0; copy < 10; copy++) {
        const link = join(kernel, String(copy), path.replace(/\.ko$/, `_${copy}.ko`))
        fs.mkdirSync(dirname(link), { recursive: true })
        fs.linkSync(join(plain.kernel, path), link)
      }
    for (const input of ['modules.builtin', 'modules.builtin.modinfo', 'modules.order'])
      fs.copyFileSync(join(moduleDir(plain), input), join(dirname(kernel), input))
    fs.renameSync(part, root)
  }
  return kernelTree(name)
}

/** Names of the files of a kernel's module directory that depmod reads. */
const INPUTS = ['modules.order', 'modules.builtin', 'modules.builtin.modinfo'] as const

export interface ViewOptions {
  /** Which of INPUTS to leave out. */
  readonly without?: readonly string[]
  /** How many modules to put into updates/ as well. */
  readonly updates?: number
}

/** Another root that shows the modules of `tree` through a link: kmod follows it. */
export function view(tree: Tree, root: string, options: ViewOptions = {}): Tree {
  const seen = { ...tree, root }
  const directory = moduleDir(seen)
  fs.rmSync(root, { recursive: true, force: true })
  fs.mkdirSync(directory, { recursive: true })
  fs.symlinkSync(tree.kernel, join(directory, 'kernel'))
  for (const name of INPUTS)
    if (!options.without?.includes(name)) fs.copyFileSync(join(moduleDir(tree), name), join(directory, name))
  const modules = options.updates ? modulesOf(tree) : []
  for (const path of every(modules, options.updates ?? 0)) {
    const link = join(directory, 'updates', path)
    fs.mkdirSync(dirname(link), { recursive: true })
    fs.symlinkSync(join(tree.kernel, path), link)
  }
  return seen
}

/**
 * The modules of `tree` below another root, as hard links: for questions, which follow no link out of their root. They
 * are shared, so nothing may write into one of them.
 */
export function linkedTree(tree: Tree, root: string): Tree {
  const seen = { ...tree, root, kernel: join(root, 'lib/modules', tree.release, 'kernel') }
  const directory = moduleDir(seen)
  fs.rmSync(root, { recursive: true, force: true })
  for (const path of modulesOf(tree)) {
    const link = join(seen.kernel, path)
    fs.mkdirSync(dirname(link), { recursive: true })
    linkOrCopy(join(tree.kernel, path), link)
  }
  for (const name of INPUTS) fs.copyFileSync(join(moduleDir(tree), name), join(directory, name))
  return seen
}

/** The corpus and the temporary directory may be on two file systems. */
function linkOrCopy(from: string, to: string): void {
  try {
    fs.linkSync(from, to)
  } catch {
    fs.copyFileSync(from, to)
  }
}

/**
 * The uncompressed modules of `plain` under names that end in .ko.xz. kmod 34.2 as Debian builds it takes no .ko.gz;
 * but it goes by content and not by name, so this tree gives what it would write for .ko.gz, in as many bytes.
 */
export function xzNamedTree(plain: Tree, root: string): Tree {
  const tree = { ...plain, root, kernel: join(root, 'kernel') }
  for (const path of modulesOf(plain)) {
    const link = join(tree.kernel, `${path}.xz`)
    fs.mkdirSync(dirname(link), { recursive: true })
    fs.symlinkSync(join(plain.kernel, path), link)
  }
  fs.mkdirSync(dirname(moduleDir(tree)), { recursive: true })
  fs.mkdirSync(moduleDir(tree))
  fs.symlinkSync(tree.kernel, join(moduleDir(tree), 'kernel'))
  for (const name of INPUTS) fs.copyFileSync(join(moduleDir(plain), name), join(moduleDir(tree), name))
  return tree
}

/** Every module below `kernel`, sorted. */
export function modulesOf(tree: Tree): string[] {
  return fs
    .readdirSync(tree.kernel, { recursive: true, withFileTypes: true })
    .filter((entry) => basename(entry.name).includes('.ko') && !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(tree.kernel.length + 1))
    .sort()
}

/** About `count` elements, spread over the list. */
export function every<T>(list: readonly T[], count: number): T[] {
  const step = Math.max(1, Math.floor(list.length / Math.max(1, count)))
  return list.filter((_, i) => i % step === 0)
}
