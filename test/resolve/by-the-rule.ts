/** The owners and checks of src/resolve/README.md, with maps of strings, and random symbols to try it on. */
import fc from 'fast-check'
import { KERNEL, UNKNOWN } from '../../src/resolve/symbol-owners.ts'
import type { Graph, SymbolRow } from './graphs.ts'

export interface Symbols {
  /** By name: its CRC. */
  readonly kernel: Readonly<Record<string, number>>
  /** By module. */
  readonly exported: readonly (readonly SymbolRow[])[]
  readonly needed: readonly (readonly SymbolRow[])[]
  readonly prefix: string
}

export interface Resolved {
  readonly graph: Graph
  readonly reported: readonly string[]
}

type Owners = ReadonlyMap<string, { readonly owner: number; readonly crc: number | bigint }>

const without = (name: string, character: string): string =>
  character !== '' && name.startsWith(character) ? name.slice(1) : name

/** The last one who offers a symbol owns it. */
function ownersOf({ kernel, exported, prefix }: Symbols): Owners {
  const owners = new Map(Object.entries(kernel).map(([name, crc]) => [name, { owner: KERNEL, crc }]))
  for (const [owner, symbols] of exported.entries())
    for (const { name, crc = 0 } of symbols) owners.set(without(name, prefix), { owner, crc: Number(crc) })
  return owners
}

const foundName = (needed: string, prefix: string): string => without(without(needed, '.'), prefix)

/** The owner of a needed symbol. */
export const ownerByTheRule = (symbols: Symbols, needed: string): number =>
  ownersOf(symbols).get(foundName(needed, symbols.prefix))?.owner ?? UNKNOWN

export function resolvedByTheRule(symbols: Symbols, checkVersions: boolean): Resolved {
  const owners = ownersOf(symbols)
  const reported: string[] = []
  const graph = symbols.needed.map((rows, module) => {
    const providers: number[] = []
    for (const { name, crc = 0, weak } of rows) {
      const found = foundName(name, symbols.prefix)
      const offer = owners.get(found)
      if (offer === undefined) {
        if (!weak) reported.push(`${module} unknown ${name}`)
        continue
      }
      if (checkVersions && !weak && offer.crc !== crc) reported.push(`${module} disagrees ${name}`)
      if (offer.owner === KERNEL || providers.includes(offer.owner)) continue
      providers.push(offer.owner)
      reported.push(`${module} needs ${found} of ${offer.owner}`)
    }
    return providers
  })
  return { graph, reported }
}

/** Few names, so that they meet; with dots and prefixes in front. */
const anyName = fc
  .tuple(fc.constantFrom('', '.', '_', '..', '._', '_.', '__', '.__'), fc.constantFrom('', 'a', 'b', 'ab'))
  .map(([front, rest]) => front + rest)
const anyCrc = fc.nat(2)
const anyRow: fc.Arbitrary<SymbolRow> = fc.record({ name: anyName, crc: anyCrc, weak: fc.boolean() })
const anyRows = (count: number): fc.Arbitrary<SymbolRow[][]> =>
  fc.array(fc.array(anyRow, { maxLength: 8 }), { minLength: count, maxLength: count })

export const anySymbols: fc.Arbitrary<Symbols> = fc.integer({ min: 0, max: 12 }).chain((count) =>
  fc.record({
    kernel: fc.dictionary(anyName, anyCrc, { maxKeys: 4, noNullPrototype: true }),
    exported: anyRows(count),
    needed: anyRows(count),
    prefix: fc.constantFrom('', '_', '.', 'a', '\u20ac'),
  }),
)
