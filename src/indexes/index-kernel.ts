/** The program that makes the files (kernels/assembly/trie.ts) and its memory, as JavaScript sees them. */
import { wasm } from '../kernels/compiled/trie.ts'
import { type LaidOutProgram, oneInstance, WorkingMemory } from '../kernels/working-memory.ts'

/** What the program exports: see there. Addresses and sizes are in bytes. */
interface IndexProgram extends LaidOutProgram {
  pickKeys(
    count: number,
    prefix: number,
    prefixSize: number,
    texts: number,
    bounds: number,
    rows: number,
    isAlias: number,
    keys: number,
    keyBounds: number,
    unmatched: number,
  ): number
  pickValues(
    count: number,
    texts: number,
    bounds: number,
    rows: number,
    cut: number,
    starts: number,
    ends: number,
  ): void
  firstBadText(): number
  workspaceSize(count: number): number
  encode(
    count: number,
    keys: number,
    keyBounds: number,
    values: number,
    valueStarts: number,
    valueEnds: number,
    priorities: number,
    workspace: number,
    preOrder: number,
  ): number
  outputStart(): number
  joinedSize(
    count: number,
    literalSize: number,
    boundsA: number,
    rowsA: number,
    boundsB: number,
    rowsB: number,
  ): number
  joinLines(
    count: number,
    first: number,
    firstSize: number,
    textsA: number,
    boundsA: number,
    rowsA: number,
    second: number,
    secondSize: number,
    textsB: number,
    boundsB: number,
    rowsB: number,
    target: number,
  ): number
  symbolOrderSize(count: number): number
  orderSymbols(
    count: number,
    names: number,
    bounds: number,
    priorities: number,
    workspace: number,
    result: number,
  ): void
  dependenciesSize(count: number, bounds: number, starts: number, modules: number): number
  joinDependencies(
    count: number,
    paths: number,
    bounds: number,
    starts: number,
    modules: number,
    target: number,
    lineBounds: number,
  ): void
}

/** Memory is handed out anew for each file. */
export class IndexKernel extends WorkingMemory<IndexProgram> {
  static readonly start = oneInstance(() => new IndexKernel(wasm, 'make a file'))
}
