import { Int32Column } from '../base/columns.ts'
import { RowGroups } from '../base/row-groups.ts'
import type { SymbolRows } from '../facts/facts-table.ts'
import { type SymbolOwners, UNKNOWN } from './symbol-owners.ts'

/** Who directly depends on whom: a group for each user. */
export class DependencyEdges extends RowGroups {
  /** Positions of modules, each once per user, in order of first use. */
  readonly provider = new Int32Column()

  endModule(): void {
    this.endGroupAt(this.provider.length)
  }
}

/** What is told on the way, in the order of kmod: by module, then by needed symbol. Names are ids. */
export interface DependencyVisitor {
  unknownSymbol(module: number, name: number): void
  versionMismatch(module: number, name: number): void
  /** The first symbol by which `module` comes to depend on `provider`: under the name that was found. */
  edge(module: number, name: number, provider: number): void
}

export interface DependencyOptions {
  /** Compare CRCs (-E): a weak symbol never disagrees. */
  readonly checkVersions: boolean
}

/**
 * Finds the owner of each needed symbol. Weak symbols may stay unknown; when they resolve they make a dependency like
 * any other. kmod: one edge per provider, and a module can come to depend on itself.
 */
export function resolveDependencies(
  needed: SymbolRows,
  owners: SymbolOwners,
  options: DependencyOptions,
  visitor: DependencyVisitor,
): DependencyEdges {
  const edges = new DependencyEdges()
  /** By provider: the last module for which an edge to it was made, plus 1. */
  const lastUser = Int32Column.filled(needed.groupCount, 0)
  const lookupIds = new LookupIds(owners)
  for (let module = 0; module < needed.groupCount; module++) {
    for (let row = needed.start(module); row < needed.end(module); row++) {
      const name = needed.name.at(row)
      const isWeak = needed.weak.at(row) === 1
      const lookupId = lookupIds.of(name)
      const owner = owners.owner(lookupId)
      if (owner === UNKNOWN) {
        if (!isWeak) visitor.unknownSymbol(module, name)
        continue
      }
      if (
        options.checkVersions &&
        !isWeak &&
        !owners.hasCrc(lookupId, needed.crcLow.at(row), needed.crcHigh.at(row))
      )
        visitor.versionMismatch(module, name)
      if (owner < 0 || lastUser.at(owner) === module + 1) continue
      lastUser.set(owner, module + 1)
      edges.provider.push(owner)
      visitor.edge(module, lookupId, owner)
    }
    edges.endModule()
  }
  return edges
}

const NOT_ASKED = -2

/** SymbolOwners.lookupId() by name: each of 20,000 names is needed ten times. */
class LookupIds {
  readonly #owners: SymbolOwners
  readonly #ids = new Int32Column()

  constructor(owners: SymbolOwners) {
    this.#owners = owners
  }

  of(name: number): number {
    if (name >= this.#ids.length) this.#ids.extend(Math.max(name + 1, this.#owners.size), NOT_ASKED)
    const known = this.#ids.at(name)
    if (known !== NOT_ASKED) return known
    const id = this.#owners.lookupId(name)
    this.#ids.set(name, id)
    return id
  }
}
