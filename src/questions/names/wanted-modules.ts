/**
 * What the words of a question stand for:
 *
 *   =drivers/net              every module below kernel/, extra/ or updates/ and that directory
 *   kernel/fs/ext4/*.ko       a path or a pattern of paths, in the module directory or with its name in front, or one
 *                             that leads there from the working directory; the compression may be left out
 *   lib/modules/6.1.0/kernel  the path of a directory: every module below it
 *   dm-*                      a pattern of module names
 *   ext4.ko.xz                a module's name, with any suffix
 *   pci:v00008086d...         an alias, a modalias, `symbol:name`, or a module's name
 *
 * As in dracut's instmods, a file means the module of its name, which may be another copy.
 */
import { fnmatch } from '../../base/fnmatch.ts'
import { withoutCompression, withoutModuleSuffix } from '../../base/module-suffix.ts'
import { fromByteString, tryNormalizeAlias } from '../../base/names.ts'
import type { KernelNames } from '../../kernel/kernel-names.ts'
import type { ModuleCopies, ModuleCopy } from '../../kernel/module-copies.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import { globToRegExp, hasWildcards } from './path-glob.ts'

export interface WantedModule {
  readonly modname: string
  readonly isBuiltin: boolean
  /** The word that resolves to it, the first one if there are several. */
  readonly word: string
  /** What led to it when that was no module name: then the blacklist stops it. */
  readonly alias?: string
}

export interface WantedModules {
  /** Each once, in the order of the words. */
  readonly found: readonly WantedModule[]
  /** Words that stand for nothing. */
  readonly unknown: readonly string[]
}

export interface WordContext {
  readonly names: KernelNames
  /** Asked for only when a word is about files. */
  copies(): ModuleCopies
  readonly release: string
  readonly moduleDir: string
  /** What relative paths may also be meant from; they are always taken for those in the module directory. */
  readonly workingDirectory?: string
}

/** The context of words that were given here, about the modules of `kernel`. */
export function contextOf(kernel: Kernel, names: KernelNames): WordContext {
  const { release, moduleDir, host } = kernel.place
  return { names, copies: kernel.copies, release, moduleDir, workingDirectory: host.workingDirectory() }
}

/** @param words byte strings */
export function findWanted(context: WordContext, words: readonly string[]): WantedModules {
  const found = new Map<string, WantedModule>()
  const unknown: string[] = []
  for (const word of words) {
    const modules = modulesOf(context, word)
    if (modules.length === 0) unknown.push(word)
    for (const { modname, isBuiltin, alias } of modules) {
      const known = found.get(modname)
      // Asked for by its name as well, a module is no longer one that only an alias leads to.
      if (known === undefined || (known.alias !== undefined && alias === undefined))
        found.set(modname, { modname, isBuiltin, word, ...(alias !== undefined && { alias }) })
    }
  }
  return { found: [...found.values()], unknown }
}

type Found = Omit<WantedModule, 'word'>

function modulesOf(context: WordContext, word: string): readonly Found[] {
  const { names } = context
  if (word.startsWith('=')) return lookupAll(names, modnamesBelow(context.copies(), word.slice(1)))
  if (isPath(word)) return lookupAll(names, modnamesAt(context, word))
  const name = withoutModuleSuffix(word)
  const direct = names.lookup(name)
  if (direct.length > 0 || !hasWildcards(name) || name.includes(':')) return direct
  const pattern = tryNormalizeAlias(name)
  if (pattern === undefined) return []
  return lookupAll(
    names,
    context
      .copies()
      .modules.map(({ modname }) => modname)
      .filter((modname) => fnmatch(pattern, modname)),
  )
}

/** Aliases have slashes only after a colon. */
const isPath = (word: string): boolean => /^\.?\//.test(word) || (word.includes('/') && !word.includes(':'))

const lookupAll = (names: KernelNames, modnames: Iterable<string>): Found[] =>
  [...new Set(modnames)].flatMap((modname) => names.lookup(modname))

const CATEGORY_PARENTS = ['extra', 'kernel', 'updates']

function modnamesBelow(copies: ModuleCopies, category: string): string[] {
  const inside = category.replace(/^\/+|\/+$/g, '')
  const directories = CATEGORY_PARENTS.map((parent) => `${parent}/${inside === '' ? '' : `${inside}/`}`)
  return copiesWhere(copies, ({ relpath }) => directories.some((directory) => relpath.startsWith(directory)))
}

function modnamesAt({ copies, release, moduleDir, workingDirectory }: WordContext, word: string): string[] {
  const absolute =
    word.startsWith('/') || workingDirectory === undefined ? word : `${workingDirectory}/${word}`
  const prefixes = ['', '/', '/usr/', 'usr/'].map((top) => `${top}lib/modules/${release}`)
  const inside = [
    ...[absolute].map(cleanPath).flatMap((path) => belowDirectory(path, cleanPath(moduleDir))),
    ...prefixes.flatMap((directory) => belowDirectory(cleanPath(word), directory)),
    ...(word.startsWith('/') ? [] : [cleanPath(word)]),
  ]
  const globs = inside.map(globToRegExp)
  const directories = inside
    .filter((path) => !hasWildcards(path))
    .map((path) => (path === '' ? '' : `${path}/`))
  const matches = (path: string): boolean =>
    globs.some((glob) => glob.test(path) || glob.test(withoutCompression(path))) ||
    directories.some((directory) => path.startsWith(directory))
  return copiesWhere(copies(), ({ relpath }) => matches(relpath))
}

/** `path` from `directory` on; nothing when it is not in there. */
const belowDirectory = (path: string, directory: string): string[] =>
  path === directory ? [''] : path.startsWith(`${directory}/`) ? [path.slice(directory.length + 1)] : []

const cleanPath = (path: string): string =>
  path
    .replace(/\/(?:\.?\/)+/g, '/')
    .replace(/\/\.?$/, '')
    .replace(/^\.\//, '')

const copiesWhere = ({ modules, lost }: ModuleCopies, test: (copy: ModuleCopy) => boolean): string[] =>
  [...modules, ...lost.map(({ copy }) => copy)].filter(test).map(({ modname }) => modname)

/** Whether a word is allowed to stand for nothing: `-` and `_` are the same. */
export function isAllowed(word: string, allowed: readonly string[]): boolean {
  const normalize = (text: string): string => tryNormalizeAlias(text) ?? text
  return allowed.some((entry) => entry === fromByteString(word) || normalize(entry) === normalize(word))
}
