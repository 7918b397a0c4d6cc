/** What has taken over from a module that is gone: its aliases, and the symbols that it exported. */
import { wholeSource } from '../../base/byte-source.ts'
import { isAscii, tryNormalizeAlias } from '../../base/names.ts'
import { ModuleIndex } from '../../indexes/decode-index.ts'
import { encodeIndex } from '../../indexes/encode-index.ts'
import type { KernelFacts } from '../../kernel/kernel-facts.ts'
import { valuesOf } from '../../kernel/load-modinfo.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'

export interface Successor {
  /** A modname, or `the kernel` for symbols that it exports itself. */
  readonly modname: string
  readonly isBuiltin: boolean
  /** How many aliases and exports of the lost module it has. */
  readonly aliases: number
  readonly exports: number
}

/** What the modules of a kernel, builtin ones too, are called and export. */
interface Offers {
  /** Aliases to modnames, with commas between them. */
  readonly aliases: ReadonlyMap<string, string>
  /** Symbols to the modnames of their owners. */
  readonly exports: ReadonlyMap<string, string>
  readonly builtins: ReadonlyMap<string, unknown>
  /** Whether the kernel exports a symbol: as its file of symbols says, or because a module needs what no module has. */
  kernelExports(symbol: string): boolean
}

const known = new WeakMap<Kernel, Promise<Offers>>()

/** Read when a module is gone, and once. */
function offersOf(kernel: Kernel): Promise<Offers> {
  const offers = known.get(kernel) ?? readOffers(kernel)
  known.set(kernel, offers)
  return offers
}

async function readOffers(kernel: Kernel): Promise<Offers> {
  const facts = await kernel.facts()
  const builtins = kernel.builtins()
  const owners = new Map<string, Set<string>>()
  const add = (alias: string, modname: string): void => {
    const modnames = owners.get(alias)
    if (modnames) modnames.add(modname)
    else owners.set(alias, new Set([modname]))
  }
  const exports = new Map<string, string>()
  for (const { position, modname } of facts.modules) {
    for (const alias of facts.fields(position, 'alias')) add(alias, modname)
    for (const { name } of facts.exported(position)) exports.set(name, modname)
  }
  for (const { modname, fields } of builtins.values())
    for (const alias of valuesOf(fields, 'alias')) add(alias, modname)
  const needed = neededNames(facts)
  return {
    aliases: new Map([...owners].map(([alias, modnames]) => [alias, [...modnames].join(', ')])),
    exports,
    builtins,
    kernelExports: (symbol) => facts.isOfKernel(symbol) || (needed.has(symbol) && !exports.has(symbol)),
  }
}

/**
 * Symbols that some module cannot do without.
 *
 * @internal
 */
export function neededNames({ table: { needed, names } }: KernelFacts): Set<string> {
  const ids = new Set<number>()
  for (let row = 0; row < needed.name.length; row++) if (!needed.isWeak(row)) ids.add(needed.name.at(row))
  return new Set([...ids].map((id) => names.text(id)))
}

/** Of modules of `before`: which modules of `after` have what they had, the ones with most first. */
export async function successorsOf(
  before: Kernel,
  after: Kernel,
  modnames: readonly string[],
): Promise<Successor[]> {
  const [old, next] = [await offersOf(before), await offersOf(after)]
  const lost = new Set(modnames)
  const counts = new Map<string, { aliases: number; exports: number }>()
  const add = (modname: string, what: 'aliases' | 'exports'): void => {
    const count = counts.get(modname) ?? { aliases: 0, exports: 0 }
    counts.set(modname, { ...count, [what]: count[what] + 1 })
  }
  const index = aliasIndex(next.aliases)
  for (const [alias, owners] of old.aliases)
    if (owners.split(', ').some((owner) => lost.has(owner)))
      for (const modname of modulesFor(index, alias)) add(modname, 'aliases')
  for (const [symbol, owner] of old.exports) {
    if (!lost.has(owner)) continue
    const now = next.exports.get(symbol) ?? (next.kernelExports(symbol) ? THE_KERNEL : undefined)
    if (now !== undefined) add(now, 'exports')
  }
  return [...counts]
    .map(([modname, found]) => ({
      modname,
      ...found,
      isBuiltin: modname === THE_KERNEL || next.builtins.has(modname),
    }))
    .sort((a, b) => b.aliases + b.exports - (a.aliases + a.exports) || (a.modname < b.modname ? -1 : 1))
}

const THE_KERNEL = 'the kernel'

function modulesFor(index: ModuleIndex, alias: string): Set<string> {
  const key = tryNormalizeAlias(alias)
  const matches = key === undefined ? [] : index.match(key)
  return new Set(matches.flatMap(({ value }) => value.split(', ')))
}

/** The aliases of an inventory as modprobe looks them up. No index holds what is not ASCII. */
export function aliasIndex(aliases: ReadonlyMap<string, string>): ModuleIndex {
  const entries = [...aliases].flatMap(([alias, value]) => {
    const key = tryNormalizeAlias(alias)
    return key === undefined || key === '' || !isAscii(key) ? [] : [{ key, value, priority: 0 }]
  })
  return new ModuleIndex(wholeSource(encodeIndex(entries, 'pre-order')))
}
