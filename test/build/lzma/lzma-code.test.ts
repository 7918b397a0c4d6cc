import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { lzmaDecode, lzmaProgram } from '../../../src/build/lzma/lzma-code.ts'
import { lzma2Extent } from '../../../src/codecs/xz/lzma2-chunks.ts'
import { lzma2Decoder } from '../../../src/codecs/xz/lzma2-decoder.ts'
import { wasm } from '../../../src/wasm/compiled/lzma.ts'
import { LzmaEncoder, type Packet, type Properties, RESET } from '../../support/lzma-encoder.ts'
import { type Lzma2Oracle, loadLzma2Oracle } from '../../support/lzma2-oracle.ts'

const DICTIONARY_SIZE = 4096
const END = Buffer.from([0])
const DEFAULTS: Properties = { contextBits: 3, literalPositionBits: 0, positionBits: 2 }

/** FUZZ_RUNS=100000 makes a long run of it. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 400)

const lzma2 = lzma2Decoder()
let oracle: Lzma2Oracle
beforeAll(async () => {
  oracle = await loadLzma2Oracle()
})

function decode(chunks: Uint8Array, dictionarySize = DICTIONARY_SIZE) {
  const { uncompressedSize } = lzma2Extent(chunks, 0)
  const plain = lzma2.reserve(uncompressedSize, chunks.length)!
  return { outcome: lzma2.decode(chunks, dictionarySize, 0, uncompressedSize), plain: Buffer.from(plain) }
}

/** One chunk of these packets. */
function encoded(packets: readonly Packet[], properties = DEFAULTS) {
  const encoder = new LzmaEncoder()
  const chunks = Buffer.concat([encoder.chunk(RESET.dictionary, properties, packets), END])
  return { chunks, plain: Buffer.from(encoder.plain) }
}

const literals = (text: string): Packet[] => [...Buffer.from(text)].map((literal) => ({ literal }))

describe('lzmaDecode', () => {
  it('is one function of four parameters', () => {
    expect(lzmaDecode()).toMatchObject({ name: 'decode', parameters: 4 })
  })

  it('makes the program that `npm run build:wasm` has written', () => {
    expect(Buffer.from(lzmaProgram()).toString('base64')).toBe(wasm)
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17])('copies from %d bytes before', (distance) => {
    for (const length of [2, 3, 7, 8, 9, 10, 17, 18, 64, 273]) {
      const { chunks, plain } = encoded([
        ...literals('0123456789abcdefghi'),
        { distance, length },
        ...literals('.'),
      ])
      expect(decode(chunks)).toEqual({ outcome: 'complete', plain })
    }
  })

  it.each([
    ['before the start', [...literals('abc'), { distance: 4, length: 2 }]],
    ['before the start, at the start', [{ distance: 1, length: 2 }]],
    ['a repeated one at the start', [{ rep: 0, length: 1 }]],
    ['of the end mark, which LZMA2 does not have', [...literals('abc'), { distance: 2 ** 32, length: 2 }]],
  ] as [string, Packet[]][])('refuses a distance %s', (_, packets) => {
    const { chunks } = encoded([...packets, ...literals('a few more bytes, for the oracle looks ahead')])
    expect(decode(chunks).outcome).toBe('corrupt')
    expect(oracle(chunks, DICTIONARY_SIZE, lzma2Extent(chunks, 0).uncompressedSize).outcome).toBe('corrupt')
  })

  it('refuses a distance beyond the dictionary, and one into what was before it was reset', () => {
    const far: Packet[] = [
      ...literals('x'.repeat(DICTIONARY_SIZE + 1)),
      { distance: DICTIONARY_SIZE, length: 2 },
    ]
    expect(decode(encoded(far).chunks).outcome).toBe('complete')
    far.push({ distance: DICTIONARY_SIZE + 1, length: 2 })
    expect(decode(encoded(far).chunks).outcome).toBe('corrupt')
    expect(decode(encoded(far).chunks, DICTIONARY_SIZE + 1).outcome).toBe('complete')

    const encoder = new LzmaEncoder()
    const chunks = Buffer.concat([
      encoder.chunk(RESET.dictionary, DEFAULTS, literals('secret')),
      encoder.chunk(RESET.dictionary, DEFAULTS, [...literals('a'), { distance: 2, length: 2 }]),
      END,
    ])
    expect(decode(chunks).outcome).toBe('corrupt')
  })

  it('refuses a match that is longer than its chunk', () => {
    const { chunks } = encoded([...literals('abc'), { distance: 1, length: 20 }])
    chunks.writeUInt16BE(chunks.readUInt16BE(1) - 1, 1)
    expect(decode(chunks).outcome).toBe('corrupt')
  })
})

/** Numbers from which a packet is made that fits what was written before it. */
const seed = fc.record({
  kind: fc.integer({ min: 0, max: 9 }),
  a: fc.nat(0xffff),
  length: fc.oneof(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 2, max: 273 })),
})
type Seed = typeof seed extends fc.Arbitrary<infer T> ? T : never

const part = fc.record({
  reset: fc.constantFrom(...Object.values(RESET), 1, 2),
  contextBits: fc.integer({ min: 0, max: 4 }),
  literalPositionBits: fc.integer({ min: 0, max: 4 }),
  positionBits: fc.integer({ min: 0, max: 4 }),
  seeds: fc.array(seed, { minLength: 1, maxLength: 120 }),
})
type Part = typeof part extends fc.Arbitrary<infer T> ? T : never

/** Also distances that are a little too far, rarely. */
function packetOf({ kind, a, length }: Seed, written: number): Packet {
  if (kind < 4 || written === 0) return { literal: kind === 0 ? a & 0xff : 0x61 + (a & 3) }
  if (kind < 6) return { distance: 1 + (a % (a > 0xfff0 ? written + 2 : written)), length }
  if (kind === 6) return { distance: 1 + (a % Math.min(written, 20)), length }
  if (kind === 7) return { rep: 0, length: 1 }
  return { rep: (a & 3) as 0 | 1 | 2 | 3, length }
}

function blockOf(parts: readonly Part[]): { chunks: Buffer; plain: Buffer } {
  const encoder = new LzmaEncoder()
  let properties = DEFAULTS
  let start = 0
  let needsProperties = true
  const chunks = parts.map((p, i) => {
    const reset = i === 0 && p.reset !== 1 ? RESET.dictionary : p.reset
    const isPlain = reset < RESET.nothing
    if (reset === 1 || reset === RESET.dictionary) start = encoder.plain.length
    if (reset === 1) needsProperties = true
    if (isPlain)
      return encoder.stored(
        p.seeds.map(({ a }) => a & 0xff),
        { resetDictionary: reset === 1 },
      )
    const control = needsProperties ? Math.max(reset, RESET.properties) : reset
    if (control >= RESET.properties)
      properties = { ...p, literalPositionBits: Math.min(p.literalPositionBits, 4 - p.contextBits) }
    needsProperties = false
    let written = encoder.plain.length - start
    const packets = p.seeds.map((one) => {
      const packet = packetOf(one, written)
      written += 'literal' in packet ? 1 : packet.length
      return packet
    })
    return encoder.chunk(control, properties, packets)
  })
  return { chunks: Buffer.concat([...chunks, END]), plain: Buffer.from(encoder.plain) }
}

describe('fuzz', () => {
  const dictionarySizes = fc.constantFrom(4096, 2 ** 20)

  it('any packets expand to what was encoded, or are refused as the oracle refuses them', () => {
    let complete = 0
    const property = fc.property(
      fc.array(part, { minLength: 1, maxLength: 6 }),
      dictionarySizes,
      (parts, size) => {
        const { chunks, plain } = blockOf(parts)
        const ours = decode(chunks, size)
        const expected = oracle(chunks, size, plain.length)
        expect(ours.outcome).toBe(expected.outcome)
        if (ours.outcome !== 'complete') return
        complete++
        expect(Buffer.compare(ours.plain, plain)).toBe(0)
        expect(Buffer.compare(ours.plain, expected.plain)).toBe(0)
      },
    )
    fc.assert(property, { numRuns: RUNS, seed: 4 })
    expect(complete).toBeGreaterThan(RUNS / 10)
  })

  it('any packets with bytes changed expand to what the oracle reads, or are refused with it', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 3,
    })
    const property = fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), changes, (parts, places) => {
      const { chunks: damaged } = blockOf(parts)
      for (const [at, change] of places) damaged[at % damaged.length]! ^= change
      const { end, uncompressedSize, state } = lzma2Extent(damaged, 0)
      if (state !== 'whole' || uncompressedSize > 2 ** 20) return
      const chunks = damaged.subarray(0, end)
      const ours = decode(chunks)
      const expected = oracle(chunks, DICTIONARY_SIZE, uncompressedSize)
      expect(ours.outcome).toBe(expected.outcome)
      if (ours.outcome === 'complete') expect(Buffer.compare(ours.plain, expected.plain)).toBe(0)
    })
    fc.assert(property, { numRuns: RUNS, seed: 4 })
  })
})
