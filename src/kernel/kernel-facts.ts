/**
 * What modules export and need, and the dependencies that follow: facts of the requested modules, as columns inside
 * (facts/facts-table.ts) and as plain data in the public API.
 */

import { bytesOf } from '../base/bytes.ts'
import { Int32Column } from '../base/columns.ts'
import { memoize } from '../base/memoize.ts'
import { RowGroups } from '../base/row-groups.ts'
import type { ExtractedModules, ModuleFailure } from '../extract/extracted-modules.ts'
import { type FactsTable, FIELD_KINDS, type FieldKind, type SymbolRows } from '../facts/facts-table.ts'
import type { NeededSymbol } from '../facts/module-facts.ts'
import type { TraitsList } from '../facts/traits-list.ts'
import type { TraitsTable } from '../facts/traits-table.ts'
import { resolveDependencies } from '../resolve/dependencies.ts'
import { KERNEL, type SymbolOwners } from '../resolve/symbol-owners.ts'
import type { ModuleCopy } from './module-copies.ts'

/** Who provides a symbol: a module by its position, the kernel itself, or nobody known. */
export type SymbolOwner = number | 'kernel' | undefined

export interface SymbolEdge {
  /** Position of the module that is needed. */
  readonly provider: number
  /** Every symbol that causes the dependency, in symbol table order. */
  readonly symbols: readonly string[]
}

/** The parts that KernelFacts is built from. */
export interface KernelFactsParts<M extends ModuleCopy> {
  readonly modules: readonly M[]
  readonly table: ModuleTable
  readonly owners: SymbolOwners
  readonly indexOwners: SymbolOwners
  readonly failures: readonly ModuleFailure[]
  readonly modinfo?: TraitsTable | undefined
  readonly traits?: TraitsList | undefined
  readonly extracted?: ExtractedModules | undefined
}

/** The columns of a FactsTable, with the exports as the kernel sees them. */
export type ModuleTable = Pick<FactsTable, 'names' | 'exported' | 'needed' | 'fields'>

/** Positions are those of `modules`. */
export class KernelFacts<M extends ModuleCopy = ModuleCopy> {
  readonly modules: readonly M[]
  /**
   * For questions that scan all rows: names are ids in `table.names`.
   * @internal
   */
  readonly table: ModuleTable
  /**
   * The provider of each symbol, as the kernel sees it.
   * @internal
   */
  readonly owners: SymbolOwners
  /**
   * The provider of each symbol as kmod lists exports: this is what depmod writes.
   * @internal
   */
  readonly indexOwners: SymbolOwners
  /** By position: why a module could not be read. */
  readonly failures: ReadonlyMap<number, ModuleFailure>
  /**
   * The .modinfo fields, which were read in the same pass.
   * @internal
   */
  readonly modinfo: TraitsTable | undefined
  /** By position: the other sections that the kernel checks, if requested (Kernel.fullFacts). */
  readonly traits: TraitsList | undefined
  /**
   * All that was read of the modules, for facts of some of them.
   * @internal
   */
  readonly extracted: ExtractedModules | undefined
  readonly #positions: ReadonlyMap<string, number>
  readonly #byPath = memoize(() => new Map(this.modules.map(({ path }, position) => [path, position])))

  /** @internal */
  constructor(parts: KernelFactsParts<M>) {
    const { modules, table, owners, indexOwners, failures, modinfo, traits, extracted } = parts
    this.extracted = extracted
    this.traits = traits
    this.modules = modules
    this.table = table
    this.owners = owners
    this.indexOwners = indexOwners
    this.modinfo = modinfo
    this.failures = new Map(failures.map((failure) => [failure.position, failure]))
    this.#positions = new Map(modules.map(({ modname }, position) => [modname, position]))
  }

  /** The position of a module, by its name. */
  find(modname: string): number | undefined {
    return this.#positions.get(modname)
  }

  /**
   * The position of a module, by the path of its file.
   * @internal
   */
  findPath(path: string): number | undefined {
    return this.#byPath().get(path)
  }

  /**
   * The symbols that a module exports, in symbol table order. With traits, only those that the kernel treats as
   * exports: without modversions kmod reads namespaces as exports too, and so do the rows of `table`.
   */
  exported(position: number): NeededSymbol[] {
    const all = this.#symbols(this.table.exported, position)
    const known = this.traits?.at(position)?.exports ?? []
    if (known.length === 0) return all
    const names = new Set(known.map(({ name }) => name))
    return all.filter(({ name }) => names.has(name))
  }

  /** In symbol table order; a CRC of 0 means that the module has none. */
  needed(position: number): NeededSymbol[] {
    return this.#symbols(this.table.needed, position)
  }

  /** `alias`, `softdep` or `weakdep` values as in .modinfo. */
  fields(position: number, kind: FieldKind): string[] {
    const { fields } = this.table
    const values: string[] = []
    for (let row = fields.start(position); row < fields.end(position); row++)
      if (FIELD_KINDS[fields.kind.at(row)] === kind) values.push(fields.text.text(row))
    return values
  }

  /** The provider of the symbol that a module needs under the name `id`. */
  ownerOf(id: number): SymbolOwner {
    const owner = this.owners.owner(this.owners.lookupId(id))
    if (owner >= 0) return owner
    return owner === KERNEL ? 'kernel' : undefined
  }

  /** Whether the kernel itself exports a symbol, as far as its symbols are known. */
  isOfKernel(symbol: string): boolean {
    const bytes = bytesOf(symbol)
    return this.owners.owner(this.table.names.find(bytes, 0, bytes.length)) === KERNEL
  }

  /** The modules that this one needs directly, in order of first use. kmod: a module can come to need itself. */
  edges(position: number): SymbolEdge[] {
    const symbols = new Map<number, string[]>()
    const { needed, names } = this.table
    for (let row = needed.start(position); row < needed.end(position); row++) {
      const provider = this.ownerOf(needed.name.at(row))
      if (typeof provider !== 'number') continue
      const known = symbols.get(provider)
      const name = names.text(needed.name.at(row))
      if (known) known.push(name)
      else symbols.set(provider, [name])
    }
    return [...symbols].map(([provider, names]) => ({ provider, symbols: names }))
  }

  /** By position of the provider: the positions of the modules that need it directly, ascending. */
  users(): ModuleUsers {
    const pairs: (readonly [provider: number, user: number])[] = []
    const edges = resolveDependencies(this.table.needed, this.owners)
    for (let user = 0; user < edges.groupCount; user++)
      for (let i = edges.start(user); i < edges.end(user); i++) pairs.push([edges.provider.at(i), user])
    return ModuleUsers.of(this.modules.length, pairs)
  }

  #symbols(rows: SymbolRows, position: number): NeededSymbol[] {
    const { names } = this.table
    const symbols: NeededSymbol[] = []
    for (let row = rows.start(position); row < rows.end(position); row++)
      symbols.push({
        name: names.text(rows.name.at(row)),
        crc: (BigInt(rows.crcHigh.at(row) >>> 0) << 32n) | BigInt(rows.crcLow.at(row) >>> 0),
        bind: rows.flags.at(row) === 1 ? 'weak' : 'undef',
      })
    return symbols
  }
}

/** The reverse dependencies: a group of positions for each module. */
export class ModuleUsers extends RowGroups {
  readonly user = new Int32Column()

  /** @internal */
  static of(count: number, pairs: readonly (readonly [provider: number, user: number])[]): ModuleUsers {
    const users = new ModuleUsers()
    const byProvider = Array.from({ length: count }, (): number[] => [])
    for (const [provider, user] of pairs) byProvider[provider]?.push(user)
    for (const group of byProvider) {
      for (const user of group) users.user.push(user)
      users.endGroupAt(users.user.length)
    }
    return users
  }

  /** Positions of the modules that need a module. */
  of(provider: number): number[] {
    return [...this.user.values.subarray(this.start(provider), this.end(provider))]
  }
}
