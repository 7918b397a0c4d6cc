/**
 * Why one copy of a module counts and another does not.
 *
 *   override    depmod.d names the copy
 *   search      its directory comes earlier in depmod.d's `search` (by default: updates, then the rest)
 *   external    one of the two is in an external directory, and that decided
 *   order       both are in places of the same rank: the one that was found first stays
 */
import type { DepmodConfig } from '../config/depmod-config.ts'
import type { ModuleCopy } from '../kernel/module-copies.ts'
import { winsOver } from '../scan/search-priority.ts'

export interface CopyVerdict {
  readonly rule: 'override' | 'search' | 'external' | 'order'
  /** The words of `search`, or external directories, that the two are found under; for `override` what it names. */
  readonly winner: string
  readonly loser: string
}

export function copyVerdict(
  winner: ModuleCopy,
  loser: ModuleCopy,
  moduleDir: string,
  config: DepmodConfig,
): CopyVerdict {
  const places = { winner: placeOf(winner, config), loser: placeOf(loser, config) }
  const asFiles = [winner, loser].map((copy) => fileOf(copy, moduleDir)) as [ModuleFileLike, ModuleFileLike]
  const decides = (rules: DepmodConfig): boolean =>
    winsOver(asFiles[0], asFiles[1], moduleDir, rules) && !winsOver(asFiles[1], asFiles[0], moduleDir, rules)
  const withoutOverrides = { ...config, overrides: [] }
  const override = overrideFor(winner, config)
  if (override !== undefined && decides(config))
    return { rule: 'override', winner: override, loser: places.loser }
  if (!decides(withoutOverrides)) return { rule: 'order', ...places }
  const isExternal = [winner, loser].some(({ relpath }) => relpath.startsWith('/'))
  return { rule: isExternal ? 'external' : 'search', ...places }
}

type ModuleFileLike = Parameters<typeof winsOver>[0]

const fileOf = ({ path, relpath, modname }: ModuleCopy, moduleDir: string): ModuleFileLike => ({
  path,
  modname,
  relpath: path.startsWith(`${moduleDir}/`) ? relpath : undefined,
  uncrelpath: undefined,
})

/** The path that an override names, as it does: without suffix. */
function overrideFor({ relpath, modname }: ModuleCopy, { overrides }: DepmodConfig): string | undefined {
  const cut = relpath.slice(0, relpath.lastIndexOf('/') + 1 + modname.length)
  return overrides.map(({ subdir, modname: name }) => `${subdir}/${name}`).find((named) => named === cut)
}

/** The word of `search` that a copy is found under. */
function placeOf({ path, relpath }: ModuleCopy, { search, externals }: DepmodConfig): string {
  if (relpath.startsWith('/'))
    return externals.find((directory) => path.startsWith(`${directory}/`)) ?? relpath
  for (const entry of search)
    if (entry.kind === 'directory' && relpath.startsWith(`${entry.path}/`)) return entry.path
  return 'built-in'
}
