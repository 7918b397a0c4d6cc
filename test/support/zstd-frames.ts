/** Zstandard frames (RFC 8878) for tests: by a compressor, and built block by block. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as zlib from 'node:zlib'
import { runProgram } from '../codecs/ladders.ts'

export interface PackOptions {
  readonly level: number
  readonly checksum: boolean
  readonly windowLog?: number
}

/** One frame that declares its size: by node:zlib if it has zstd, else by the program. */
export function packZstd(plain: Uint8Array, options: PackOptions): Buffer {
  const { zstdCompressSync, constants } = zlib as Partial<typeof zlib>
  if (zstdCompressSync === undefined || constants === undefined) return packByProgram(plain, options)
  return zstdCompressSync(plain, {
    pledgedSrcSize: plain.length,
    params: {
      [constants.ZSTD_c_compressionLevel]: options.level,
      [constants.ZSTD_c_checksumFlag]: options.checksum ? 1 : 0,
      ...(options.windowLog && { [constants.ZSTD_c_windowLog]: options.windowLog }),
    },
  })
}

/** From a file: when it reads a pipe, the program writes no size. */
function packByProgram(plain: Uint8Array, { level, checksum, windowLog }: PackOptions): Buffer {
  const directory = mkdtempSync(join(tmpdir(), 'tskmod-zstd-'))
  try {
    const file = join(directory, 'plain')
    writeFileSync(file, plain)
    const args = [
      `-${level}`,
      checksum ? '--check' : '--no-check',
      ...(windowLog ? [`--long=${windowLog}`] : []),
    ]
    return runProgram('zstd', ['-qc', ...args, file], Buffer.alloc(0))
  } finally {
    rmSync(directory, { recursive: true })
  }
}

export interface Block {
  /** 0 raw, 1 RLE, 2 compressed. */
  readonly type: number
  readonly size: number
  readonly bytes: Uint8Array
}

/** A frame without checksum, whose window is 8 MiB. */
export function frameOf(blocks: readonly Block[], uncompressedSize: number): Buffer {
  const header = Buffer.from('28b52ffd806800000000', 'hex')
  header.writeUInt32LE(uncompressedSize, 6)
  const parts = blocks.flatMap(({ type, size, bytes }, i) => {
    const head = Buffer.alloc(3)
    head.writeUIntLE((size << 3) | (type << 1) | (i === blocks.length - 1 ? 1 : 0), 0, 3)
    return [head, bytes]
  })
  return Buffer.concat([header, ...parts])
}

export interface Sequence {
  /** Literals before the match: 0 to 63. */
  readonly length: number
  readonly offsetCode: number
  /** As many of these bits are used as the code takes. */
  readonly offsetBits: number
  /** 3 to 65,538 */
  readonly match: number
}

/**
 * A compressed block of raw literals, five more than its sequences take. Lengths, offsets and matches have one code
 * each (RLE), that of the first sequence, so that no states need to be written; of the others only bits are used.
 */
export function sequencesBlock(
  alphabet: Uint8Array,
  sequences: readonly Sequence[],
): { bytes: Buffer; uncompressedSize: number } {
  const [first] = sequences
  if (first === undefined) throw new TypeError('Expected sequences')
  const lengthCode = first.length < 16 ? first.length : first.length < 32 ? 20 : 23
  const lengthExtra = first.length < 16 ? 0 : first.length < 32 ? 2 : 3
  const lengthBase = first.length < 16 ? first.length : first.length < 32 ? 24 : 40
  const matchCode = first.match < 35 ? first.match - 3 : first.match < 131 ? 42 : 46
  const matchExtra = first.match < 35 ? 0 : first.match < 131 ? 5 : 10
  const matchBase = first.match < 35 ? first.match : first.match < 131 ? 99 : 1027
  const bits: number[] = []
  let literalCount = 5
  let uncompressedSize = 5
  for (const { offsetBits, length, match } of sequences) {
    const lengthBits = length & ((1 << lengthExtra) - 1)
    const matchBits = match & ((1 << matchExtra) - 1)
    pushBits(bits, offsetBits, first.offsetCode)
    pushBits(bits, matchBits, matchExtra)
    pushBits(bits, lengthBits, lengthExtra)
    literalCount += lengthBase + lengthBits
    uncompressedSize += lengthBase + lengthBits + matchBase + matchBits
  }
  const literals = Buffer.alloc(literalCount, alphabet)
  const head = Buffer.alloc(3)
  head.writeUIntLE((literalCount << 4) | (3 << 2), 0, 3)
  const section = Buffer.from([sequences.length, 0b01_01_01_00, lengthCode, first.offsetCode, matchCode])
  return { bytes: Buffer.concat([head, literals, section, backwardBytes(bits)]), uncompressedSize }
}

/** In the order in which they are read: the highest first. */
function pushBits(bits: number[], value: number, count: number): void {
  for (let i = count - 1; i >= 0; i--) bits.push((value >> i) & 1)
}

/** The first bit read is below the mark in the last byte. */
function backwardBytes(bits: readonly number[]): Buffer {
  const ordered = [...bits].reverse().concat(1)
  const bytes = Buffer.alloc(Math.ceil(ordered.length / 8))
  for (const [i, bit] of ordered.entries()) bytes[i >> 3]! |= bit << (i & 7)
  return bytes
}
