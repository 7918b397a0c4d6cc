/** KernelNames out of a literal, for tests of what is asked of them. */
import { parseModprobeConfig } from '../../src/config/modprobe-config.ts'
import type { KernelNames } from '../../src/kernel/kernel-names.ts'
import type { ModuleCopy } from '../../src/kernel/module-copies.ts'
import { NO_LOADED_MODULES } from '../../src/lookup/loaded-modules.ts'
import { createModulePool } from '../../src/plan/module-pool.ts'

const NO_CONFIG = parseModprobeConfig([], () => {})

export interface FakeModule {
  /** All that it needs, the most basic one first. */
  readonly needs?: readonly string[]
  readonly pre?: readonly string[]
  readonly post?: readonly string[]
  readonly weak?: readonly string[]
  readonly aliases?: readonly string[]
  /** modules.dep names its file, and it is not there. */
  readonly isGone?: true
}

export interface FakeKernel {
  readonly modules: Readonly<Record<string, FakeModule>>
  readonly builtins?: readonly string[]
}

export function fakeNames({ modules, builtins = [] }: FakeKernel): KernelNames {
  const copies = new Map(
    Object.entries(modules).map(([modname, { isGone }]) => [modname, copyOf(modname, isGone)]),
  )
  const found = (modname: string, isBuiltin: boolean) => ({
    modname,
    isBuiltin,
    source: 'modules.dep' as const,
  })
  return {
    source: 'indexes',
    lookup(name) {
      const modname = name.replaceAll('-', '_')
      if (modname in modules) return [found(modname, false)]
      if (builtins.includes(modname)) return [found(modname, true)]
      return Object.entries(modules)
        .filter(([, { aliases }]) => aliases?.includes(name))
        .map(([modname]) => found(modname, false))
    },
    dependencies(modname) {
      const copy = copies.get(modname)
      const needs = modules[modname]?.needs ?? []
      return copy && { copy, needs: needs.flatMap((name) => copies.get(name) ?? []) }
    },
    isBuiltin: (modname) => builtins.includes(modname),
    softdeps: (modname) => ({
      pre: modules[modname]?.pre ?? [],
      post: modules[modname]?.post ?? [],
      beyondModprobe: [],
    }),
    weakdeps: (modname) => modules[modname]?.weak ?? [],
    cycles: [],
    isInCycle: () => false,
    aliases: () => [],
    config: NO_CONFIG,
    modprobeView: () =>
      createModulePool({
        moduleDir: '/m',
        config: NO_CONFIG,
        indexes: {
          dependencyLine: (modname) =>
            modname in modules
              ? `kernel/${modname}.ko:${(modules[modname]?.needs ?? []).map((name) => ` kernel/${name}.ko`).join('')}`
              : undefined,
          aliases: (name) =>
            Object.entries(modules)
              .filter(([, { aliases }]) => aliases?.includes(name))
              .map(([value]) => ({ value, priority: 0 })),
          symbols: () => [],
          isBuiltin: (modname) => builtins.includes(modname),
          builtinAliases: () => [],
        },
        loaded: NO_LOADED_MODULES,
        fileError: () => undefined,
        report: () => {},
      }),
  }
}

export const copyOf = (modname: string, isGone?: boolean): ModuleCopy => ({
  modname,
  path: `/m/kernel/${modname}.ko`,
  relpath: `kernel/${modname}.ko`,
  size: isGone ? undefined : 100,
  mtimeNs: 0n,
  mode: undefined,
})
