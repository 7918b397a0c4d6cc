import { Int32Column } from '../base/columns.ts'
import { RowGroups } from '../base/row-groups.ts'
import type { SymbolRows } from '../facts/facts-table.ts'
import { ResolveProgram } from './resolve-program.ts'
import { type SymbolOwners, UNKNOWN } from './symbol-owners.ts'

/** Direct dependencies: a group for each user. */
export class DependencyEdges extends RowGroups {
  /** Positions of modules, each once per user, in order of first use. */
  readonly provider = new Int32Column()
}

/**
 * Callbacks for the results: by module, then by needed symbol, in kmod's order. Names are ids. Checks without a
 * callback are skipped.
 */
export interface DependencyVisitor {
  /** A symbol that is not weak has no owner. */
  readonly unknownSymbol?: ((module: number, name: number) => void) | undefined
  /** The owner has another CRC (-E): never reported for a weak symbol. */
  readonly versionMismatch?: ((module: number, name: number) => void) | undefined
  /** The first symbol that makes `module` depend on `provider`, under the name that was found. */
  readonly edge?: ((module: number, name: number, provider: number) => void) | undefined
}

/**
 * Finds the owner of each needed symbol. Weak symbols may stay unknown; if they resolve they make a dependency like any
 * other. kmod: one edge per provider, and a module can depend on itself.
 *
 * @throws KmodError KMOD_LIMIT
 */
export function resolveDependencies(
  needed: SymbolRows,
  owners: SymbolOwners,
  visitor: DependencyVisitor = {},
): DependencyEdges {
  // Evaluated first: creating them allocates memory at the front, too.
  const lookupIds = owners.lookupIds()
  const program = ResolveProgram.start()
  const eventMask = eventBits(visitor)
  const rowCount = needed.name.length
  const ids = program.copyIn(lookupIds)
  owners.copyIn(program)
  const copied = (column: Int32Column, isWanted: boolean): number =>
    isWanted ? program.copyIn(column.values) : 0
  const checksVersions = visitor.versionMismatch !== undefined
  program.exports.setRows(
    program.copyIn(needed.starts.values),
    program.copyIn(needed.name.values),
    copied(needed.crcLow, checksVersions),
    copied(needed.crcHigh, checksVersions),
  )
  const weak = copied(needed.flags, checksVersions || visitor.unknownSymbol !== undefined)
  const lastUsers = program.allocateWords(needed.groupCount)
  const providers = program.allocateWords(rowCount)
  const starts = program.allocateWords(needed.groupCount + 1)
  const events = program.allocateWords(eventMask === 0 ? 0 : rowCount * MOST_EVENTS * EVENT_WORDS)
  const edgeCount = program.exports.connect(
    needed.groupCount,
    ids,
    weak,
    lastUsers,
    providers,
    starts,
    eventMask,
    events,
  )
  const edges = new DependencyEdges()
  edges.starts.adopt(program.words(starts, needed.groupCount + 1))
  edges.provider.adopt(program.words(providers, edgeCount))
  reportEvents(program.words(events, program.exports.eventWordCount()), visitor)
  return edges
}

/** A row can report a mismatch and an edge. */
const MOST_EVENTS = 2
/** Module, name, and the provider or the kind of event. */
const EVENT_WORDS = 3
const VERSION_MISMATCH = -2

const eventBits = ({ unknownSymbol, versionMismatch, edge }: DependencyVisitor): number =>
  (unknownSymbol ? 1 : 0) | (versionMismatch ? 2 : 0) | (edge ? 4 : 0)

function reportEvents(events: Int32Array, { unknownSymbol, versionMismatch, edge }: DependencyVisitor): void {
  const words = Int32Column.of(events)
  for (let at = 0; at < words.length; at += EVENT_WORDS) {
    const module = words.at(at)
    const name = words.at(at + 1)
    const what = words.at(at + 2)
    if (what === UNKNOWN) unknownSymbol?.(module, name)
    else if (what === VERSION_MISMATCH) versionMismatch?.(module, name)
    else edge?.(module, name, what)
  }
}
