/** Modules that others name and that are not there, aliases of several drivers, and options that no module has. */
import type { ModprobeConfig } from '../../config/modprobe-config.ts'
import { modinfoFields, modinfoValue } from '../../facts/module-traits.ts'
import type { LoadabilityFacts } from '../../kernel/loadability-facts.ts'
import { namesInDepends } from '../depends-names.ts'
import { installEffect } from '../install-command.ts'
import { type CheckFinding, finding } from './check-findings.ts'
import { groupBy } from './check-load.ts'

/** Whether a module is there, as a file or built in. */
export type IsThere = (modname: string) => boolean

interface Missing {
  path?: string
  readonly symbols: Set<string>
  readonly modules: Set<string>
}

/**
 * Modules that are not there: those that `depends=` of .modinfo names, and those that Module.symvers names as owner of a
 * symbol that is needed.
 */
export function checkDependencies(
  { facts, moduleAt, symvers, view }: LoadabilityFacts,
  isThere: IsThere,
): CheckFinding[] {
  const missing = new Map<string, Missing>()
  const of = (name: string): Missing => {
    const known = missing.get(name) ?? { symbols: new Set(), modules: new Set() }
    missing.set(name, known)
    return known
  }
  for (const { position, modname } of facts.modules) {
    const depends = modinfoValue(facts.traits?.at(position)?.modinfo ?? '', 'depends') ?? ''
    for (const name of namesInDepends(depends, isThere).filter((named) => !isThere(named)))
      of(name).modules.add(modname)
    if (symvers.size === 0) continue
    for (const { name, weak } of moduleAt(position)?.needs ?? []) {
      const owner = symvers.get(name)?.owner
      if (weak || owner?.kind !== 'module' || isThere(owner.modname) || view.exportOf(name) !== undefined)
        continue
      const one = of(owner.modname)
      one.symbols.add(name)
      one.modules.add(modname)
      if (owner.path !== undefined) one.path = owner.path
    }
  }
  return [...missing].map(([name, { path, symbols, modules }]) =>
    finding('missing-dependency', 'error', {
      name,
      symbols: [...symbols],
      modules: [...modules],
      ...(path !== undefined && { path }),
    }),
  )
}

/** Only aliases of devices, `bus:...`; many modules share a processor, and all of them are wanted. */
const isDevice = (alias: string): boolean => /^(?!cpu:)[a-z][\w-]*:/.test(alias)

/** Drivers that have the very same alias; the first of them is loaded first. */
export function checkAliases(
  { facts }: LoadabilityFacts,
  { blacklist, install }: Pick<ModprobeConfig, 'blacklist' | 'install'> = { blacklist: [], install: [] },
): CheckFinding[] {
  /** A set only where several modules have an alias: there are 26,000 aliases. */
  const users = new Map<string, string | Set<string>>()
  // A device loads neither what is blacklisted, nor what an install line refuses.
  const refused = install.filter(({ command }) => installEffect(command).effect === 'refuses')
  const denied = new Set([...blacklist, ...refused.map(({ modname }) => modname)])
  for (const { position, modname } of facts.modules)
    for (const alias of facts.fields(position, 'alias')) {
      if (!isDevice(alias) || denied.has(modname)) continue
      const known = users.get(alias)
      if (known === undefined) users.set(alias, modname)
      else if (typeof known !== 'string') known.add(modname)
      else if (known !== modname) users.set(alias, new Set([known, modname]))
    }
  const shared = [...users].flatMap(([alias, modnames]) =>
    typeof modnames === 'string' ? [] : [[alias, modnames] as const],
  )
  return groupBy(shared, ([, modnames]) => [...modnames].join(' ')).flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const modules = [...first[1]]
    const places = modules.map((modname) => facts.modules[facts.find(modname) ?? -1]?.relpath ?? '')
    const inOrder = places.every((path) => path.startsWith('kernel/'))
    return [
      finding('shared-alias', 'note', {
        modules,
        aliases: group.map(([alias]) => alias),
        reason: inOrder ? ('modules-order' as const) : ('directory' as const),
      }),
    ]
  })
}

/** Parameters that every module has (kernel/module/main.c unknown_module_param_cb()). */
export const COMMON_PARAMETERS: ReadonlySet<string> = new Set(['dyndbg', 'async_probe', 'async-probe'])

/** The parameter names in the text of an `options` line: words up to `=`, with quotes kept together (kernel/params.c). */
export const parameterNames = (text: string): string[] =>
  (text.match(/(?:"[^"]*"?|[^\s"])+/g) ?? []).map((word) => word.replace(/^"/, '').split('=')[0] ?? '')

/** Whether a module has a parameter of that name; `-` and `_` are the same. */
export function parametersOf(modinfo: string): Set<string> {
  const names = modinfoFields(modinfo)
    .filter(({ key }) => key === 'parm' || key === 'parmtype')
    .map(({ value }) => value.split(':')[0] ?? '')
  return new Set(names.map((name) => name.replaceAll('-', '_')))
}

/**
 * Words of `options` lines that are no parameters of the module, or that nothing sets as the module is built in; modules
 * that are not there are passed over.
 */
export function checkOptions(
  { facts }: LoadabilityFacts,
  config: ModprobeConfig,
  builtins: ReadonlyMap<string, unknown> = new Map(),
): CheckFinding[] {
  return groupBy([...config.options], ({ modname }) => modname).flatMap((lines) => {
    const modname = lines[0]?.modname ?? ''
    const position = facts.find(modname)
    if (position === undefined && builtins.has(modname)) {
      const options = [...new Set(lines.flatMap(({ text }) => parameterNames(text)))]
      return [finding('builtin-option', 'note', { modname, options })]
    }
    const modinfo = position === undefined ? undefined : facts.traits?.at(position)?.modinfo
    if (modinfo === undefined) return []
    const known = parametersOf(modinfo)
    const names = new Set(lines.flatMap(({ text }) => parameterNames(text)))
    const unknown = [...names].filter(
      (name) => !COMMON_PARAMETERS.has(name) && !known.has(name.replaceAll('-', '_')),
    )
    if (unknown.length === 0) return []
    return [
      finding('unknown-option', 'warning', { modname, options: unknown, parameters: [...known].sort() }),
    ]
  })
}
