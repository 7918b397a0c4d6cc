import { createHash } from 'node:crypto'
import * as zlib from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FrameHeader, frameHeader } from '../../../src/codecs/zstd/zstd-frame.ts'
import { zstdProgram } from '../../../src/codecs/zstd/zstd-program.ts'
import { loadZstdReference } from '../../../src/codecs/zstd/zstd-reference.ts'
import { wasm } from '../../../src/wasm/compiled/zstd.ts'
import { instantiate, type WasmMemory } from '../../../src/wasm/instantiate.ts'
import { frameOf, packZstd, type Sequence, sequencesBlock } from '../../support/zstd-frames.ts'
import { expectSame, hasProgram, moduleLike, SIZES } from '../ladders.ts'

const decodeBlocks = zstdProgram()
const official = await loadZstdReference()
const packs = 'zstdCompressSync' in zlib || hasProgram('zstd')

interface Frame extends FrameHeader {
  readonly uncompressedSize: number
  readonly blocks: Uint8Array
}

/** What the program is called with; only of frames that it is for. */
function frameIn(bytes: Uint8Array): Frame {
  const header = frameHeader(new DataView(bytes.buffer, bytes.byteOffset, bytes.length))
  if (header?.uncompressedSize === undefined) throw new TypeError('Expected a frame that names its size')
  return { ...header, uncompressedSize: header.uncompressedSize, blocks: bytes.subarray(header.blocksAt) }
}

function open(bytes: Uint8Array): Uint8Array | undefined {
  const frame = frameIn(bytes)
  return decodeBlocks(frame.blocks, frame)
}

function byOfficial(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return official(bytes)
  } catch {
    return undefined
  }
}

const expectDecoded = (bytes: Uint8Array, plain: Uint8Array): void =>
  expectSame(open(bytes) ?? Buffer.from('refused'), plain)

/** What is refused, the official decoder is asked about; what is not must be the same. Tells whether it was taken. */
function expectAsOfficial(bytes: Uint8Array): boolean {
  const actual = open(bytes)
  if (actual === undefined) return false
  expectSame(actual, byOfficial(bytes) ?? Buffer.from('refused'))
  return true
}

/** Bytes with runs and repeats at all distances, so that compressors find matches of all kinds. */
const texts = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.string({ maxLength: 400 }).map((text) => Buffer.from(text)),
      fc.integer({ min: 1, max: 30_000 }).map(moduleLike),
      fc
        .tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 900 }))
        .map(([bytes, times]) => Buffer.concat(Array<Uint8Array>(times).fill(bytes))),
    ),
    { maxLength: 12 },
  )
  .map((parts) => Buffer.concat([...parts, ...parts.slice(0, 3)]))

const levels = fc.integer({ min: 1, max: 19 })
/** To start the program takes long; node:zlib packs thousands of times. */
const numRuns = (many: number): number => ('zstdCompressSync' in zlib ? many : 25)

describe.skipIf(!packs)('what compressors make', () => {
  it.each(SIZES)('%d bytes are decoded', (size) => {
    const plain = moduleLike(size)
    for (const level of [1, 3, 9, 19])
      for (const checksum of [true, false]) expectDecoded(packZstd(plain, { level, checksum }), plain)
  })

  it('is decoded, whatever the level', () => {
    fc.assert(
      fc.property(texts, levels, fc.boolean(), (plain, level, checksum) => {
        expectDecoded(packZstd(plain, { level, checksum }), plain)
      }),
      { numRuns: numRuns(300) },
    )
  })

  it.each([
    [15, 34],
    [16, 35],
    [65_534, 40_000],
    [65_535, 50_000],
    [65_536, 65_536],
    [80_000, 40_000],
    [100, 65_538],
    [100, 65_539],
    [100, 65_540],
    [100, 130_972],
  ])('is decoded with about %d literals and a match of about %d in one block', (length, match) => {
    const noise = createHash('shake256', { outputLength: length }).digest()
    const plain = Buffer.concat([noise, Buffer.alloc(match)])
    for (const level of [1, 3, 19]) expectDecoded(packZstd(plain, { level, checksum: true }), plain)
  })

  it('is decoded when matches are further away than the window of most levels', () => {
    const noise = Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * i * 31 + (i >> 3)) & 0xff))
    const plain = Buffer.concat([noise, Buffer.alloc(9_000_000, 'x'), noise, moduleLike(300_000)])
    for (const level of [1, 19])
      expectDecoded(packZstd(plain, { level, checksum: true, windowLog: 24 }), plain)
  })

  it('is decoded when blocks use the tables and the tree of those before', () => {
    // One kind of text over many blocks.
    const words = Array.from({ length: 300_000 }, (_, i) => `symbol_${(i * 7919) % 1013}_${i % 7} `).join('')
    const plain = Buffer.from(words)
    for (const level of [1, 3, 12]) expectDecoded(packZstd(plain, { level, checksum: true }), plain)
  })

  it('is refused when cut, followed by more, or of another size', () => {
    const plain = moduleLike(5000)
    const frame = frameIn(packZstd(plain, { level: 3, checksum: true }))
    const { blocks } = frame
    for (let length = 0; length < blocks.length; length++)
      expect(decodeBlocks(blocks.subarray(0, length), frame)).toBeUndefined()
    expect(decodeBlocks(Buffer.concat([blocks, Buffer.alloc(1)]), frame)).toBeUndefined()
    for (const uncompressedSize of [0, 1, 4999, 5001, 100_000])
      expect(decodeBlocks(blocks, { ...frame, uncompressedSize })).toBeUndefined()
    expectSame(decodeBlocks(blocks, frame) ?? Buffer.from('refused'), plain)
  })

  it('is refused when a bit of the checksum or below it has changed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const frame = frameIn(SAMPLES[0] as Buffer)
        const damaged = Buffer.from(frame.blocks)
        damaged[at % damaged.length]! ^= change
        const actual = decodeBlocks(damaged, frame)
        if (actual !== undefined) expectSame(actual, SAMPLE)
      }),
      { numRuns: 3000 },
    )
  })

  it('is never decoded otherwise than by the official decoder when damaged', () => {
    const taken = { count: 0 }
    fc.assert(
      fc.property(
        fc.nat(SAMPLES.length - 1),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 3 }),
        (which, changes) => {
          const damaged = Buffer.from(SAMPLES[which] as Buffer)
          const { blocksAt } = frameIn(damaged)
          for (const [at, change] of changes)
            damaged[blocksAt + (at % (damaged.length - blocksAt))]! ^= change
          if (expectAsOfficial(damaged)) taken.count++
        },
      ),
      { numRuns: 6000 },
    )
    // Without a checksum much of it is: otherwise this would say nothing.
    expect(taken.count).toBeGreaterThan(300)
  })
})

const SAMPLE = Buffer.concat([moduleLike(4100), Buffer.from('alias=pci:v00001234d* '.repeat(40))])
const SAMPLES: readonly Buffer[] = packs
  ? [
      packZstd(SAMPLE, { level: 3, checksum: true }),
      ...[1, 5, 19].map((level) => packZstd(SAMPLE, { level, checksum: false })),
      packZstd(Buffer.from(Array.from({ length: 900 }, (_, i) => 97 + ((i * i) % 11))), {
        level: 19,
        checksum: false,
      }),
      packZstd(Buffer.from(SAMPLE.toString('latin1').repeat(40), 'latin1'), { level: 3, checksum: false }),
    ]
  : []

const sequences: fc.Arbitrary<Sequence> = fc.record({
  length: fc.integer({ min: 0, max: 40 }),
  offsetCode: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 12 })),
  offsetBits: fc.nat(4095),
  match: fc.oneof(fc.integer({ min: 3, max: 40 }), fc.integer({ min: 3, max: 3000 })),
})

describe('built blocks', () => {
  it('are decoded as by the official decoder, and never past the end of the output', () => {
    const taken = { count: 0 }
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.array(fc.array(sequences, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 3 }),
        fc.integer({ min: -2, max: 0 }),
        (literals, blocks, wrong) => {
          const built = blocks.map((sequences) => sequencesBlock(literals, sequences))
          const size = built.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0)
          const bytes = frameOf(
            built.map(({ bytes }) => ({ type: 2, size: bytes.length, bytes })),
            Math.max(0, size + wrong),
          )
          if (expectAsOfficial(bytes)) taken.count++
          expectKeepsToItsRoom(frameIn(bytes))
        },
      ),
      { numRuns: 3000 },
    )
    expect(taken.count).toBeGreaterThan(100)
  })

  it('of one byte, and without compression, are decoded', () => {
    const blocks = [
      { type: 1, size: 70_000, bytes: Buffer.from('a') },
      { type: 0, size: 3, bytes: Buffer.from('xyz') },
      { type: 1, size: 0, bytes: Buffer.from('b') },
    ] as const
    const bytes = frameOf(blocks, 70_003)
    expectDecoded(bytes, Buffer.concat([Buffer.alloc(70_000, 'a'), Buffer.from('xyz')]))
    expect(expectAsOfficial(bytes)).toBe(true)
  })

  it.each([
    ['of the reserved type', [{ type: 3, size: 1, bytes: Buffer.from('x') }], 1],
    ['larger than a block may be', [{ type: 1, size: 131_073, bytes: Buffer.from('x') }], 131_073],
    ['that are empty although compressed', [{ type: 2, size: 0, bytes: Buffer.alloc(0) }], 0],
    ['that want literals of a tree that no block had', [{ type: 2, size: 4, bytes: hex('83000000') }], 8],
  ] as const)('%s are refused', (_, blocks, size) => {
    expect(open(frameOf(blocks, size))).toBeUndefined()
  })

  it('whose streams start far past the end of memory are refused', () => {
    // Two codes of one bit, and a jump table of three times 65,535.
    const block = hex('860003' + '8010' + 'ffffffffffff' + '01010101' + '00')
    const frame = frameIn(frameOf([{ type: 2, size: block.length, bytes: block }], 8))
    expect(zstdProgram()(frame.blocks, frame)).toBeUndefined()
  })

  it('of noise are decoded as by the official decoder, and never past the end of the output', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.nat(3),
        fc.integer({ min: 0, max: 2000 }),
        (noise, type, size) => {
          const block = Buffer.from(noise)
          block[0] = (block[0]! & ~3) | type
          const bytes = frameOf([{ type: 2, size: block.length, bytes: block }], size)
          expectAsOfficial(bytes)
          expectKeepsToItsRoom(frameIn(bytes))
        },
      ),
      { numRuns: 5000 },
    )
  })
})

interface Program {
  readonly memory: WasmMemory
  outputStart(): number
  reserve(uncompressedSize: number, compressedSize: number): number
  decode(
    blocks: number,
    size: number,
    uncompressedSize: number,
    maxBlock: number,
    hasChecksum: number,
  ): number
}

const bare = instantiate<Program>(wasm)
/** Of 128 KiB and what is read past them. */
const LITERALS_ROOM = 131_072 + 64

it('has its tables in the first 64 KiB: their entries have addresses of 16 bits', () => {
  expect(bare.outputStart() - LITERALS_ROOM).toBeLessThan(65_536)
})

const MARK = 0xa5

/**
 * After the uncompressed bytes and 32 more, all of memory is as it was: the compressed bytes, and what follows them.
 */
function expectKeepsToItsRoom({ blocks, uncompressedSize, maxBlockSize, hasChecksum }: Frame): void {
  const address = bare.reserve(uncompressedSize, blocks.length)
  const memory = new Uint8Array(bare.memory.buffer)
  memory.fill(MARK, address)
  memory.set(blocks, address)
  bare.decode(address, blocks.length, uncompressedSize, maxBlockSize, hasChecksum ? 1 : 0)
  const rest = address + blocks.length
  expect(address).toBeLessThanOrEqual(bare.outputStart() + uncompressedSize + 32)
  expectSame(memory.subarray(address, rest), blocks)
  expect(memory.subarray(rest).findIndex((byte) => byte !== MARK)).toBe(-1)
}

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex')
}
