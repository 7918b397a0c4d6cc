/**
 * Chooses between two files for one modname: by depmod.d's `override` first, then by its `search`.
 *
 * Paths are compared without their suffix: the directory and as many characters of the file's name as the modname has.
 * An override names a file in this way, below the module dir; it is not normalised, so `override x_y` does not match
 * `x-y.ko`. The one configured last is tried first.
 *
 * The words of `search` are numbered from the last to the first, so an earlier word outranks a later one; each external
 * directory has its own number. A file that no word matches has the number of `built-in`, or the lowest if there is no
 * such word. The file found later wins only if its number is larger.
 *
 * kmod: depmod_module_is_higher_priority() of tools/depmod.c.
 */
import type { DepmodConfig } from '../config/depmod-config.ts'
import type { ModuleFile } from './module-file.ts'

/** Whether `found` replaces `known`, which was found before it. */
export function winsOver(
  found: ModuleFile,
  known: ModuleFile,
  moduleDir: string,
  config: DepmodConfig,
): boolean {
  const pair = { found: candidate(found, moduleDir), known: candidate(known, moduleDir) }
  return winsByOverride(pair, config) ?? winsBySearch(pair, config)
}

interface Candidate {
  /** Without suffix. */
  readonly path: string
  /** Below the module dir, without suffix. */
  readonly relpath: string | undefined
}

interface Pair {
  readonly found: Candidate
  readonly known: Candidate
}

/**
 * kmod: whether a file is below the module dir is a comparison of prefixes that does not look for the slash, so a file
 * of `<module dir>-updates/` is treated as one of `updates/`.
 */
function candidate({ path, modname }: ModuleFile, moduleDir: string): Candidate {
  const cut = path.slice(0, path.lastIndexOf('/') + 1 + modname.length)
  return { path: cut, relpath: cut.startsWith(moduleDir) ? cut.slice(moduleDir.length + 1) : undefined }
}

function winsByOverride({ found, known }: Pair, { overrides }: DepmodConfig): boolean | undefined {
  for (const { subdir, modname } of overrides.toReversed()) {
    const relpath = `${subdir}/${modname}`
    if (found.relpath === relpath) return true
    if (known.relpath === relpath) return false
  }
  return undefined
}

function winsBySearch({ found, known }: Pair, { search, externals }: DepmodConfig): boolean {
  const priority = { found: -1, known: -1, builtIn: -1 }
  let number = 0
  for (const entry of search.toReversed()) {
    if (entry.kind === 'built-in') {
      priority.builtIn = number
    } else if (entry.kind === 'external') {
      for (const directory of externals.toReversed()) {
        if (isBelow(found.path, directory)) priority.found = number
        if (isBelow(known.path, directory)) priority.known = number
        number++
      }
    } else if (isBelow(found.relpath, entry.path)) {
      // kmod: only the new file is considered if both are below this one, so of two files in updates/ the later one
      // wins.
      priority.found = number
    } else if (isBelow(known.relpath, entry.path)) {
      priority.known = number
    }
    number++
  }
  return numberOf(priority.found, priority.builtIn) > numberOf(priority.known, priority.builtIn)
}

const isBelow = (path: string | undefined, directory: string): boolean =>
  path?.startsWith(`${directory}/`) ?? false

const numberOf = (number: number, builtIn: number): number => (number < 0 ? builtIn : number)
