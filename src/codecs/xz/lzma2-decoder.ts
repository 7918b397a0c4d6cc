/**
 * LZMA2 decoding, the part of xz that costs time: everything around it is read in xz-container.ts.
 *
 * The decoder is our own, WebAssembly that build/lzma generates: the packages that install anywhere without compiling
 * or downloading decode 70 MB/s in a thread, this one 120 (npm run bench:codecs), which makes depmod faster than
 * kmod on a kernel of .ko.xz. The tests compare it with one of those packages.
 */
import { byteAt } from '../../base/bytes.ts'
import { wasm } from '../../wasm/compiled/lzma.ts'
import { instantiate, WASM_PAGE_SIZE, type WasmMemory } from '../../wasm/instantiate.ts'

import * as memory from '../../wasm/lzma-layout.ts'
import { LzmaState } from './lzma-state.ts'
import { chunkKind, readChunk, startsAsLzma } from './lzma2-chunks.ts'

export interface Lzma2Decoder {
  /**
   * Makes room for `uncompressedSize` bytes, which blocks of up to `inputSize` bytes fill, and returns it: a view that
   * is gone with the next call. `undefined` when there is no such room.
   */
  reserve(uncompressedSize: number, inputSize: number): Uint8Array | undefined
  /**
   * Decodes the chunks of one block, which name `size` uncompressed bytes (lzma2-chunks.ts), to `start` in the room.
   * `complete`: all are there and the data ended with its end mark. `cut`: no fault found, but the end is missing.
   * After `corrupt` and `cut` what the room holds is of no use.
   */
  decode(chunks: Uint8Array, dictionarySize: number, start: number, size: number): Lzma2Outcome
}

export type Lzma2Outcome = 'complete' | 'cut' | 'corrupt'

export interface LzmaExports {
  readonly memory: WasmMemory
  decode(at: number, end: number, out: number, limit: number): number
}

/** Memory grows by this much at least. */
const GROWTH = 1024 ** 2

export function lzma2Decoder(): Lzma2Decoder {
  const lzma = instantiate<LzmaExports>(wasm)
  let inputStart = 0
  return {
    reserve(uncompressedSize, inputSize) {
      inputStart = memory.OUTPUT_START + uncompressedSize + memory.SLACK
      if (!growTo(lzma.memory, inputStart + inputSize + memory.SLACK)) return undefined
      return new Uint8Array(lzma.memory.buffer, memory.OUTPUT_START, uncompressedSize)
    },
    decode(chunks, dictionarySize, start, size) {
      const out = memory.OUTPUT_START + start
      return decodeBlock(lzma, { chunks, inputStart, dictionarySize, out, limit: out + size })
    },
  }
}

/** Whether the memory has `size` bytes, or has them now. */
export function growTo(wasmMemory: WasmMemory, size: number): boolean {
  const missing = size - wasmMemory.buffer.byteLength
  if (missing <= 0) return true
  try {
    wasmMemory.grow(Math.ceil(Math.max(missing, GROWTH) / WASM_PAGE_SIZE))
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

interface Block {
  readonly chunks: Uint8Array
  readonly dictionarySize: number
  /** Addresses: where the chunks are put, and from where to where the uncompressed bytes go. */
  readonly inputStart: number
  readonly out: number
  readonly limit: number
}

function decodeBlock(lzma: LzmaExports, block: Block): Lzma2Outcome {
  const { chunks, inputStart, limit } = block
  const bytes = new Uint8Array(lzma.memory.buffer)
  bytes.set(chunks, inputStart)
  bytes.fill(0, inputStart + chunks.length, inputStart + chunks.length + memory.SLACK)
  const state = new LzmaState(lzma.memory.buffer, block.dictionarySize)
  let { out } = block
  for (let at = 0; at < chunks.length; ) {
    const kind = chunkKind(byteAt(chunks, at))
    if (kind === undefined) return 'corrupt'
    if (kind.type === 'end') return out === limit ? 'complete' : 'corrupt'
    if (!state.admits(kind)) return 'corrupt'
    const chunk = readChunk(chunks, at)
    if (chunk === undefined) return 'cut'
    if (chunk.uncompressedSize > limit - out || !state.enter(kind, chunk.properties, out)) return 'corrupt'
    const { dataStart, end, uncompressedSize } = chunk
    const isCut = end > chunks.length
    if (kind.type === 'lzma') {
      if (!startsAsLzma(chunks, chunk)) return 'corrupt'
      state.setInputEnd(inputStart + Math.min(end, chunks.length))
      const outcome = lzma.decode(inputStart + dataStart + 1, inputStart + end, out, out + uncompressedSize)
      if (outcome !== memory.LzmaOutcome.complete)
        return isCut && outcome === memory.LzmaOutcome.inputEnded ? 'cut' : 'corrupt'
    } else {
      if (isCut) return 'cut'
      bytes.copyWithin(out, inputStart + dataStart, inputStart + end)
    }
    out += uncompressedSize
    at = end
  }
  return 'cut'
}
