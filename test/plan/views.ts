/** A made-up world of modules for the tests of plans. */
import type { ModprobeConfig } from '../../src/config/modprobe-config.ts'
import { parseModprobeConfig } from '../../src/config/modprobe-config.ts'
import type { LoadedModules } from '../../src/lookup/loaded-modules.ts'
import type { LookupIndexes } from '../../src/lookup/lookup-steps.ts'
import { createModulePool, type ModulePool } from '../../src/plan/module-pool.ts'
import type { Module, PlanProblem } from '../../src/plan/module-view.ts'

export interface World {
  /** modname -> the modnames after the colon in modules.dep, the most basic last. */
  readonly dep?: Readonly<Record<string, readonly string[]>>
  /** Whole lines of modules.dep. */
  readonly lines?: Readonly<Record<string, string>>
  readonly aliases?: Readonly<Record<string, readonly string[]>>
  readonly symbols?: Readonly<Record<string, readonly string[]>>
  readonly builtin?: readonly string[]
  readonly builtinAliases?: Readonly<Record<string, readonly string[]>>
  readonly config?: string
  /** modname -> use count */
  readonly loaded?: Readonly<Record<string, number>>
  readonly holders?: Readonly<Record<string, readonly string[]>>
  readonly missing?: readonly string[]
}

const values = (names: readonly string[] = []) => names.map((value, priority) => ({ value, priority }))

export function indexesOf({ dep = {}, lines = {}, ...world }: World): LookupIndexes {
  const made = (modname: string): string | undefined => {
    const names = dep[modname]
    return names && [`kernel/${modname}.ko:`, ...names.map((name) => `kernel/${name}.ko`)].join(' ')
  }
  return {
    dependencyLine: (modname) => lines[modname] ?? made(modname),
    aliases: (key) => values(world.aliases?.[key]),
    symbols: (key) => values(world.symbols?.[key]),
    isBuiltin: (modname) => world.builtin?.includes(modname) ?? false,
    builtinAliases: (key) => values(world.builtinAliases?.[key]),
  }
}

export const configOf = ({ config = '' }: World): ModprobeConfig =>
  parseModprobeConfig([{ file: 'x.conf', text: config }], () => {})

export function poolOf(world: World): {
  pool: ModulePool
  problems: PlanProblem[]
  loaded: Map<string, number>
} {
  const problems: PlanProblem[] = []
  const loaded = new Map(Object.entries(world.loaded ?? {}))
  const loadedModules: LoadedModules = {
    state: (modname) => (loaded.has(modname) ? 'live' : undefined),
    useCount: (modname) => loaded.get(modname),
    holders: (modname) => world.holders?.[modname] ?? [],
  }
  const pool = createModulePool({
    moduleDir: '/m',
    config: configOf(world),
    indexes: indexesOf(world),
    loaded: loadedModules,
    fileError: (path) => (world.missing?.includes(path) ? 'ENOENT' : undefined),
    report: (problem) => problems.push(problem),
  })
  return { pool, problems, loaded }
}

export function moduleOf(pool: ModulePool, word: string): Module {
  const [module] = pool.lookup(word) ?? []
  if (module === undefined) throw new Error(`no module for ${word}`)
  return module
}
