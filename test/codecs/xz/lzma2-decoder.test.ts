import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { lzma2Extent } from '../../../src/codecs/xz/lzma2-chunks.ts'
import { lzma2Decoder } from '../../../src/codecs/xz/lzma2-decoder.ts'
import { readXzLayout } from '../../../src/codecs/xz/xz-container.ts'
import { type Lzma2Oracle, loadLzma2Oracle } from '../../support/lzma2-oracle.ts'
import { PLAIN, XZ } from '../fixtures.ts'

const [BLOCK] = readXzLayout(XZ.none).blocks
const CHUNKS = BLOCK!.data
const MIB = 2 ** 20

const lzma2 = lzma2Decoder()
let oracle: Lzma2Oracle
beforeAll(async () => {
  oracle = await loadLzma2Oracle()
})

function run(chunks: Uint8Array, dictionarySize = MIB, size = PLAIN.length) {
  const plain = lzma2.reserve(size, chunks.length)!
  return { outcome: lzma2.decode(chunks, dictionarySize, 0, size), plain }
}
const decode = (chunks: Uint8Array, size = PLAIN.length) => run(chunks, MIB, size).outcome
const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex')

function expectToWork(): void {
  const { outcome, plain } = run(CHUNKS)
  expect(outcome).toBe('complete')
  expect(Buffer.from(plain)).toEqual(PLAIN)
}

describe('Lzma2Decoder.decode()', () => {
  it('fills its room, time and again', () => {
    for (let i = 0; i < 3; i++) expectToWork()
  })

  it('fills it block by block', () => {
    const plain = lzma2.reserve(PLAIN.length * 2, CHUNKS.length)!
    expect(lzma2.decode(CHUNKS, MIB, 0, PLAIN.length)).toBe('complete')
    expect(lzma2.decode(CHUNKS, MIB, PLAIN.length, PLAIN.length)).toBe('complete')
    expect(Buffer.from(plain)).toEqual(Buffer.concat([PLAIN, PLAIN]))
  })

  it('distinguishes data without its end from damaged data, and goes on after both', () => {
    for (let length = 1; length < CHUNKS.length; length++)
      expect(decode(CHUNKS.subarray(0, length))).toBe('cut')
    expectToWork()
    expect(decode(Buffer.from([0x03]))).toBe('corrupt')
    expectToWork()
    expect(decode(CHUNKS, PLAIN.length - 1)).toBe('corrupt')
    expect(decode(CHUNKS, PLAIN.length + 1)).toBe('corrupt')
    expectToWork()
  })

  it('never shows what a block before held', () => {
    expectToWork()
    expect(decode(bytes('01 0000 61 80 0000 0004 00 ffff0000 00'), 2)).toBe('corrupt')
  })

  it.each([
    ['a plain chunk without a reset of the dictionary', '02 0002 616263 00', 3],
    ['LZMA without properties', '80 0000 0004 0000000000 00', 1],
    ['LZMA without properties after a reset of the dictionary', '01 0000 61 a0 0000 0004 0000000000 00', 2],
    ['5 bits of context', 'e0 0000 0004 05 0000000000 00', 1],
    ['5 bits of position', 'e0 0000 0004 e1 0000000000 00', 1],
    ['coded bytes that do not start with 0', 'e0 0000 0004 5d 0100000000 00', 1],
    ['a code outside the range', 'e0 0000 0004 5d 00ffffffff 00', 1],
    ['a match at the start', 'e0 0000 0004 5d 00fffffffe 00', 1],
    ['a chunk of one byte', 'e0 0000 0000 5d 00 00', 1],
    ['coded bytes left over', 'e0 0000 0006 5d 00000000000000 00', 1],
    ['less than was named', '01 0000 61 00', 2],
  ])('refuses %s', (_, hex, size) => {
    expect(decode(bytes(hex), size)).toBe('corrupt')
    expectToWork()
  })

  it('reads a literal whose code ends as 0', () => {
    const { outcome, plain } = run(bytes('e0 0000 0005 5d 000000000000 00'), MIB, 1)
    expect({ outcome, plain: [...plain] }).toEqual({ outcome: 'complete', plain: [0] })
  })

  it('reads a dictionary of 4 GiB, of which a block uses what it has', () => {
    expect(run(CHUNKS, 2 ** 32 - 1).outcome).toBe('complete')
  })

  it('says so when there is no room', () => {
    expect(lzma2.reserve(2 ** 32, 1)).toBeUndefined()
    expectToWork()
  })

  it('does with any bytes as the oracle does', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(CHUNKS.length), (noise, at) => {
      const damaged = Buffer.concat([CHUNKS.subarray(0, at), noise])
      const { end, uncompressedSize, state } = lzma2Extent(damaged, 0)
      const chunks = state === 'whole' ? damaged.subarray(0, end) : damaged
      // the oracle lets coded bytes start with another byte than 0
      const expected = state === 'malformed' ? 'corrupt' : oracle(chunks, MIB, uncompressedSize).outcome
      const outcome = decode(chunks, uncompressedSize)
      // ... and looks at nothing that is within 21 bytes of a cut
      if (expected === 'cut') expect(['cut', 'corrupt']).toContain(outcome)
      else expect(outcome).toBe(expected)
    })
    fc.assert(property, { numRuns: 2000, seed: 20 })
    expectToWork()
  })
})
