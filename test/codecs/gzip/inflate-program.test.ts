import { constants, deflateRawSync, inflateRawSync, type ZlibOptions } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inflateProgram } from '../../../src/codecs/gzip/inflate-program.ts'
import { expectSame, moduleLike, SIZES } from '../ladders.ts'

const inflate = inflateProgram()

/** Bytes with runs and repeats at all distances, so that compressors find matches of all kinds. */
const texts = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc
        .tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 900 }))
        .map(([bytes, times]) => Buffer.concat(Array<Uint8Array>(times).fill(bytes))),
    ),
    { maxLength: 12 },
  )
  .map((parts) => Buffer.concat([...parts, ...parts.slice(0, 3)]))

const settings: fc.Arbitrary<ZlibOptions> = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  memLevel: fc.integer({ min: 1, max: 9 }),
  windowBits: fc.integer({ min: 9, max: 15 }),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FILTERED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FIXED,
  ),
})

/** What zlib says, refusals as `undefined`: it ignores what follows the data, so that is checked by its size. */
function byZlib(deflated: Uint8Array, uncompressedSize: number): Buffer | undefined {
  try {
    const { buffer, engine } = inflateRawSync(deflated, {
      info: true,
      maxOutputLength: 1 << 20,
    }) as unknown as {
      buffer: Buffer
      engine: { bytesWritten: number }
    }
    return buffer.length === uncompressedSize && engine.bytesWritten === deflated.length ? buffer : undefined
  } catch {
    return undefined
  }
}

function expectAsZlib(deflated: Uint8Array, uncompressedSize: number): void {
  const expected = byZlib(deflated, uncompressedSize)
  const actual = inflate(deflated, uncompressedSize)
  // Of odd codes that zlib takes, it need not take all.
  if (actual === undefined && expected !== undefined) return
  expect(expected === undefined).toBe(actual === undefined)
  if (expected && actual) expectSame(actual, expected)
}

describe('inflate()', () => {
  it.each(SIZES)('expands to %d bytes', (size) => {
    const plain = moduleLike(size)
    for (const level of [0, 1, 6, 9]) {
      const actual = inflate(deflateRawSync(plain, { level }), size)
      expectSame(actual ?? Buffer.from('refused'), plain)
    }
  })

  it('decodes what zlib compresses, whatever its settings', () => {
    fc.assert(
      fc.property(texts, settings, (plain, options) => {
        expectSame(inflate(deflateRawSync(plain, options), plain.length) ?? Buffer.from('refused'), plain)
      }),
      { numRuns: 300 },
    )
  })

  it('decodes all matches, short and long, near and far', () => {
    for (let distance = 1; distance <= 40; distance++)
      for (const length of [3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 257, 258, 259, 1000]) {
        const piece = Buffer.from(Array.from({ length: distance }, (_, i) => 65 + i))
        const plain = Buffer.concat(Array<Buffer>(Math.ceil((distance + length) / distance)).fill(piece))
        const cut = plain.subarray(0, distance + length)
        expectSame(inflate(deflateRawSync(cut), cut.length) ?? Buffer.from('refused'), cut)
      }
    const far = Buffer.concat([moduleLike(2048).subarray(1024), Buffer.alloc(31_000, 1), moduleLike(2048)])
    expectSame(inflate(deflateRawSync(far), far.length) ?? Buffer.from('refused'), far)
  })

  it('refuses data that expands to more or less, is cut, or is followed by more', () => {
    const plain = moduleLike(5000)
    const deflated = deflateRawSync(plain)
    for (const size of [0, 1, 4999, 5001, 100_000]) expect(inflate(deflated, size)).toBeUndefined()
    for (let length = 0; length < deflated.length; length++)
      expect(inflate(deflated.subarray(0, length), plain.length)).toBeUndefined()
    expect(inflate(Buffer.concat([deflated, Buffer.alloc(1)]), plain.length)).toBeUndefined()
    expectSame(inflate(deflated, plain.length) ?? Buffer.from('refused'), plain)
  })

  it('never says of damaged data what zlib does not', () => {
    fc.assert(
      fc.property(
        texts,
        settings,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (plain, options, at, change) => {
          const damaged = Buffer.from(deflateRawSync(plain, options))
          damaged[at % damaged.length]! ^= change
          expectAsZlib(damaged, plain.length)
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('never says of noise what zlib does not', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 0, max: 2 }), (noise, type) => {
        // The last block, of that type.
        const data = Buffer.from([...noise])
        if (data.length > 0) data[0] = (data[0]! & ~7) | 1 | (type << 1)
        expectAsZlib(data, byteCountOf(data))
      }),
      { numRuns: 5000 },
    )
  })
})

/** How many bytes zlib expands it to, so that not every answer is "another size". */
function byteCountOf(deflated: Uint8Array): number {
  try {
    return inflateRawSync(deflated, { maxOutputLength: 1 << 20 }).length
  } catch {
    return 100
  }
}
