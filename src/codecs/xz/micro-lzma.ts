/**
 * MicroLZMA, the form in which erofs images have LZMA (liblzma's lzma_microlzma_decoder(), lzma/container.h): a raw LZMA stream
 * without a header or an end mark, whose first byte, always 0 in LZMA, has the complement of the byte of properties.
 */
import { byteAt } from '../../base/bytes.ts'
import { wasm } from '../../wasm/compiled/lzma.ts'
import { instantiate } from '../../wasm/instantiate.ts'
import * as memory from '../../wasm/lzma-layout.ts'
import { corrupt } from '../refusals.ts'
import { LzmaState } from './lzma-state.ts'
import { growTo, type LzmaExports } from './lzma2-decoder.ts'

/** The longest match of LZMA: it may begin before the end of what is wanted, and go on after it. */
const LONGEST_MATCH = 273
const FIRST_CHUNK = { type: 'lzma', resetsDictionary: true, resetsState: true, hasProperties: true } as const

/** Decodes one stream to exactly `size` bytes; it may have more. @throws KmodError KMOD_COMPRESSION_CORRUPT */
export type DecodeMicroLzma = (stream: Uint8Array, size: number) => Uint8Array

/** A decoder with memory of its own, which is as large as the largest piece that it has decoded. */
export function microLzmaDecoder(): DecodeMicroLzma {
  const lzma = instantiate<LzmaExports>(wasm)
  return (stream, size) => {
    const { complete, inputLeft, pastLimit } = memory.LzmaOutcome
    const outcome = decode(lzma, stream, size)
    // A match crosses the end of what is wanted: more is decoded than that, and where that ends does not matter.
    const further = outcome === pastLimit ? decode(lzma, stream, size + LONGEST_MATCH) : outcome
    const isWhole =
      further === complete || further === inputLeft || (further === pastLimit && further === outcome)
    if (!isWhole) throw corrupt('xz', { because: 'a MicroLZMA stream is damaged' })
    return new Uint8Array(lzma.memory.buffer, memory.OUTPUT_START, size).slice()
  }
}

function decode(lzma: LzmaExports, stream: Uint8Array, size: number): number {
  const inputStart = memory.OUTPUT_START + size + memory.SLACK
  const end = inputStart + stream.length
  if (stream.length < 2 || !growTo(lzma.memory, end + memory.SLACK)) return memory.LzmaOutcome.corrupt
  const bytes = new Uint8Array(lzma.memory.buffer)
  bytes.set(stream, inputStart)
  bytes.fill(0, end, end + memory.SLACK)
  const state = new LzmaState(lzma.memory.buffer, Math.max(size, 1))
  if (!state.enter(FIRST_CHUNK, byteAt(stream, 0) ^ 0xff, memory.OUTPUT_START))
    return memory.LzmaOutcome.corrupt
  state.setInputEnd(end)
  return lzma.decode(inputStart + 1, end, memory.OUTPUT_START, memory.OUTPUT_START + size)
}
