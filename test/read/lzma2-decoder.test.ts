import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Lzma2Decoder, loadLzma2Decoder } from '../../src/read/lzma2-decoder.ts'
import { readXzLayout } from '../../src/read/xz-container.ts'
import { PLAIN, XZ } from './fixtures.ts'

const [BLOCK] = readXzLayout(XZ.none).blocks
const CHUNKS = BLOCK!.data
const MIB = 2 ** 20

let lzma2: Lzma2Decoder
beforeAll(async () => {
  lzma2 = await loadLzma2Decoder()
})

const decode = (chunks: Uint8Array, size = PLAIN.length) => lzma2.decode(chunks, MIB, new Uint8Array(size))

function expectToWork(): void {
  const target = new Uint8Array(PLAIN.length)
  expect(lzma2.decode(CHUNKS, MIB, target)).toBe('complete')
  expect(Buffer.from(target)).toEqual(PLAIN)
}

describe('Lzma2Decoder.decode()', () => {
  it('fills the target, time and again', () => {
    for (let i = 0; i < 3; i++) expectToWork()
  })

  it('tells data without its end from damaged data, and goes on after both', () => {
    for (let length = 1; length < CHUNKS.length; length++)
      expect(decode(CHUNKS.subarray(0, length))).toBe('cut')
    expectToWork()
    expect(decode(Buffer.from([0x03]))).toBe('corrupt')
    expectToWork()
    expect(decode(CHUNKS, PLAIN.length - 1)).toBe('corrupt')
    expectToWork()
  })

  it('never writes past the target', () => {
    const memory = new Uint8Array(PLAIN.length + 10).fill(0xee)
    expect(lzma2.decode(CHUNKS, MIB, memory.subarray(5, 10))).toBe('corrupt')
    expect([...memory.subarray(0, 5), ...memory.subarray(10)].every((byte) => byte === 0xee)).toBe(true)
  })

  it('shows nothing of a block before through a chunk that goes back further than there is', () => {
    // without a reset of the dictionary, a plain chunk may not start a block
    expect(decode(Buffer.from('020002616263 00'.replace(' ', ''), 'hex'), 3)).toBe('corrupt')
  })

  it('refuses a dictionary above 64 MiB only when a block is as large', () => {
    expect(lzma2.decode(CHUNKS, 2 ** 32 - 1, new Uint8Array(PLAIN.length))).toBe('complete')
    const large = new Uint8Array(64 * MIB + 1)
    expect(() => lzma2.decode(CHUNKS, 2 ** 32 - 1, large)).toThrow('LZMA2 dictionary of 4294967295 bytes')
  })

  it('survives any bytes', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(CHUNKS.length), (noise, at) => {
      const outcome = decode(Buffer.concat([CHUNKS.subarray(0, at), noise]))
      expect(['complete', 'cut', 'corrupt']).toContain(outcome)
    })
    fc.assert(property, { numRuns: 2000, seed: 20 })
    expectToWork()
  })
})
