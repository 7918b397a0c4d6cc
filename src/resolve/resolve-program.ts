/** The program that resolves symbols and orders modules (wasm/assembly/resolve/resolve.ts), as seen from JavaScript. */
import { wasm } from '../wasm/compiled/resolve.ts'
import { type LaidOutProgram, oneInstance, WorkingMemory } from '../wasm/working-memory.ts'

/** The exports of the program, documented there. */
interface ResolveExports extends LaidOutProgram {
  stripNames(
    count: number,
    bytes: number,
    bounds: number,
    first: number,
    second: number,
    ids: number,
    stripped: number,
  ): number
  setOwners(owner: number, low: number, high: number): void
  setRows(starts: number, name: number, low: number, high: number): void
  own(moduleCount: number, ids: number): void
  connect(
    moduleCount: number,
    ids: number,
    weak: number,
    lastUsers: number,
    providers: number,
    providerStarts: number,
    eventMask: number,
    events: number,
  ): number
  eventWordCount(): number
  rank(count: number, starts: number, providers: number, users: number, ready: number, ranks: number): number
  closeSize(count: number): number
  close(
    count: number,
    starts: number,
    providers: number,
    ranks: number,
    workspace: number,
    closureStarts: number,
    target: number,
  ): number
}

/** Memory is allocated from the start again for each call. */
export class ResolveProgram extends WorkingMemory<ResolveExports> {
  static readonly start = oneInstance(() => new ResolveProgram(wasm, 'resolve dependencies'))
}
