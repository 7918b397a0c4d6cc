/** The modules of a kernel, as a list to choose from: by path, by what is built in, by size, by the aliases they have. */
import { type OptionNames, refuseUnknownOptions } from '../base/known-options.ts'
import { toByteString } from '../base/names.ts'
import { valuesOf } from '../kernel/load-modinfo.ts'
import type { Kernel } from '../kernel/open-kernel.ts'
import type { ListOrder } from './list-orders.ts'
import { namesOfExports } from './names/real-exports.ts'
import { contextOf, findWanted } from './names/wanted-modules.ts'

export interface ListOptions {
  /** Words as for a closure; default: every module. */
  readonly names?: readonly string[]
  /** Only modules with an alias of this family (aliasFamily), or whose aliases start so: `pci`, `fs`, `net-pf-3`. */
  readonly alias?: string
  /** Only what is built in, or only what is not. */
  readonly builtin?: boolean
  /** `size`: the largest first. Default: `name`. */
  readonly order?: ListOrder
}

const LIST_OPTIONS: OptionNames<ListOptions> = { names: true, alias: true, builtin: true, order: true }

export interface ListedModule {
  readonly modname: string
  /** As modules.dep has it; of a builtin module where its file would be, when modules.builtin says so. */
  readonly relpath?: string
  /** Bytes on disk; none for a builtin module or a file that is not there. */
  readonly size?: number
  readonly isBuiltin: boolean
  /** How many aliases it has, by family; names sorted. */
  readonly families: Readonly<Record<string, number>>
}

export interface ListResult {
  readonly modules: readonly ListedModule[]
  /** Words that stand for nothing. */
  readonly unknown: readonly string[]
}

/**
 * Lists modules, builtin ones too, in the order of `options.order`.
 *
 * @throws KmodError KMOD_USAGE for a configuration that is not there
 */
export async function list(kernel: Kernel, options: ListOptions = {}): Promise<ListResult> {
  refuseUnknownOptions<ListOptions>('list()', options, LIST_OPTIONS)
  const words = (options.names ?? []).map(toByteString)
  const names = await namesOfExports(kernel, await kernel.names(), words)
  const aliases = new Map<string, string[]>()
  const add = (modname: string, alias: string): void => {
    const known = aliases.get(modname)
    if (known) known.push(alias)
    else aliases.set(modname, [alias])
  }
  for (const { pattern, modname } of names.aliases()) add(modname, pattern)
  const builtins = [...kernel.builtins().values()].filter(
    ({ modname }) => kernel.module(modname) === undefined,
  )
  for (const { modname, fields } of builtins)
    for (const alias of valuesOf(fields, 'alias')) add(modname, alias)
  const all: ListedModule[] = [
    ...kernel.modules().map(({ modname, relpath, size }) => ({
      modname,
      relpath,
      ...(size !== undefined && { size }),
      isBuiltin: false,
      families: familiesOf(aliases.get(modname) ?? []),
    })),
    ...builtins.map(({ modname, relpath }) => ({
      modname,
      ...(relpath !== undefined && { relpath }),
      isBuiltin: true,
      families: familiesOf(aliases.get(modname) ?? []),
    })),
  ]
  const { found, unknown } = findWanted(contextOf(kernel, names), words)
  const named = words.length === 0 ? undefined : new Set(found.map(({ modname }) => modname))
  const { alias, builtin } = options
  const modules = all
    .filter(({ modname }) => named?.has(modname) ?? true)
    .filter(({ isBuiltin }) => builtin === undefined || isBuiltin === builtin)
    .filter(({ modname }) => alias === undefined || hasAlias(aliases.get(modname) ?? [], toByteString(alias)))
  return { modules: modules.sort(ORDERS[options.order ?? 'name']), unknown }
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const ORDERS: Readonly<Record<ListOrder, (a: ListedModule, b: ListedModule) => number>> = {
  name: (a, b) => byText(a.modname, b.modname),
  path: (a, b) => byText(a.relpath ?? '', b.relpath ?? '') || byText(a.modname, b.modname),
  size: (a, b) => (b.size ?? 0) - (a.size ?? 0) || byText(a.modname, b.modname),
}

/** Families whose names are two words. */
const TWO_WORDS =
  /^(?:char|block|net|rtnl|tty|nfct|nfnetlink|can|bt|vport|snd|sound|ppp|xfrm|tcp|rpc|ematch|ip_set)[-_][a-z]+/

/** `pci` of `pci:v0000...`, `fs` of `fs-ext4`, `char-major` of `char-major-10-229`; the alias itself when it is a word. */
export function aliasFamily(alias: string): string {
  const bus = /^[\w-]+(?=:)/.exec(alias)
  return bus?.[0] ?? TWO_WORDS.exec(alias)?.[0] ?? alias.split('-')[0] ?? alias
}

function familiesOf(aliases: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const alias of aliases) counts.set(aliasFamily(alias), (counts.get(aliasFamily(alias)) ?? 0) + 1)
  return Object.fromEntries([...counts].sort(([a], [b]) => byText(a, b)))
}

const hasAlias = (aliases: readonly string[], wanted: string): boolean => {
  const name = wanted.replace(/[:*-]+$/, '')
  return aliases.some((alias) => aliasFamily(alias) === name || alias.startsWith(wanted))
}
