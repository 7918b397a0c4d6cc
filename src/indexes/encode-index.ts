/**
 * Writes an index file straight from its entries (see index-format.ts for the format). The sorting and the writing are
 * done by kernels/assembly/trie.ts; here the entries are laid out for it.
 */
import { KmodError } from '../base/errors.ts'
import { wasm } from '../kernels/compiled/trie.ts'
import { instantiate, type KernelMemory } from '../kernels/instantiate.ts'
import { IndexEntries, type IndexEntry, indexEntriesOf } from './index-entries.ts'
import * as F from './index-format.ts'

/** What the program exports; addresses and sizes are in bytes. */
interface TrieKernel {
  readonly memory: KernelMemory
  heapStart(): number
  reserve(end: number): number
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
}

let kernel: TrieKernel | undefined

/**
 * The index file of `entries`, which are given in the order in which kmod would add them: of equal keys and priorities
 * the last one comes first.
 * @throws KmodError KMOD_LIMIT when it would not fit into the 28 bits of a reference, KMOD_INDEX_BAD_KEY
 */
export function encodeIndex(
  entries: IndexEntries | Iterable<IndexEntry>,
  layout: F.IndexLayout = 'pre-order',
): Uint8Array {
  const columns = entries instanceof IndexEntries ? entries : indexEntriesOf(entries)
  columns.checkAscii()
  kernel ??= instantiate<TrieKernel>(wasm)
  const size = encodeWith(kernel, columns, layout)
  if (size === 0) throw tooLarge()
  const start = kernel.outputStart()
  return new Uint8Array(kernel.memory.buffer, start, size).slice()
}

/** @returns the size of the file, or 0 when it would be too large */
function encodeWith(program: TrieKernel, entries: IndexEntries, layout: F.IndexLayout): number {
  const { count, keys, valueStart, valueEnd, priority } = entries
  const arrays = [
    keys.bytes,
    keys.bounds,
    entries.values(),
    valueStart.values,
    valueEnd.values,
    priority.values,
  ]
  const addresses: number[] = []
  let free = program.heapStart()
  for (const { byteLength } of arrays) {
    addresses.push(free)
    free += (byteLength + 7) & ~7
  }
  if (free > F.MAX_INDEX_SIZE * 2 || !program.reserve(free + program.workspaceSize(count))) return 0
  const memory = new Uint8Array(program.memory.buffer)
  for (const [i, array] of arrays.entries())
    memory.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), addresses[i])
  const [keyBytes = 0, bounds = 0, values = 0, starts = 0, ends = 0, priorities = 0] = addresses
  const preOrder = layout === 'pre-order' ? 1 : 0
  return program.encode(count, keyBytes, bounds, values, starts, ends, priorities, free, preOrder)
}

const tooLarge = (): KmodError =>
  new KmodError('KMOD_LIMIT', 'Cannot write index: it would be too large for references of 28 bits')
