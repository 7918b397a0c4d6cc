import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeSections, encodeSections, firstSection } from '../../src/cache/section-file.ts'

const SECTION_COUNT = 20
const sections = fc.array(fc.uint8Array({ maxLength: 20 }), {
  minLength: 1,
  maxLength: SECTION_COUNT + 1,
})
const SAMPLE = Buffer.concat(
  encodeSections(Array.from({ length: SECTION_COUNT }, (_, i) => Buffer.from('x'.repeat(i % 11)))),
)
const plain = (list: readonly Uint8Array[] | undefined) => list?.map((bytes) => [...bytes])

describe('decodeSections()', () => {
  it('gives back what was encoded, wherever the bytes lie in memory', () => {
    fc.assert(
      fc.property(sections, fc.nat(9), (list, shift) => {
        const bytes = Buffer.concat(encodeSections(list))
        const memory = new Uint8Array(bytes.length + shift)
        memory.set(bytes, shift)
        expect(plain(decodeSections(memory.subarray(shift)))).toEqual(plain(list))
      }),
    )
  })

  it('gives sections that can be looked at as numbers of 64 bits', () => {
    for (const { byteOffset } of decodeSections(SAMPLE) ?? []) expect(byteOffset % 8).toBe(0)
  })

  it('refuses every file that was cut', () => {
    for (let length = 0; length < SAMPLE.length; length++)
      expect(decodeSections(SAMPLE.slice(0, length)), `cut to ${length}`).toBeUndefined()
  })

  it('refuses every file with one bit changed, and one with more after it', () => {
    for (let i = 0; i < SAMPLE.length; i++)
      for (let bit = 0; bit < 8; bit++) {
        const damaged = SAMPLE.slice()
        damaged[i] = (damaged[i] ?? 0) ^ (1 << bit)
        // The word before the sections is there to fill up, but damage is damage.
        expect(decodeSections(damaged), `bit ${bit} of byte ${i}`).toBeUndefined()
      }
    expect(decodeSections(Buffer.concat([SAMPLE, Buffer.alloc(8)]))).toBeUndefined()
  })

  it('takes any bytes without an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decodeSections(bytes)).toBeUndefined()
      }),
    )
  })
})

describe('firstSection()', () => {
  it('needs no more than the front of the file', () => {
    const list = Array.from({ length: SECTION_COUNT }, (_, i) => Buffer.from(`section ${i}`))
    const bytes = Buffer.concat(encodeSections(list))
    expect(Buffer.from(firstSection(bytes.slice(0, 200)) ?? []).toString()).toBe('section 0')
    expect(firstSection(bytes.slice(0, 100))).toBeUndefined()
    expect(firstSection(bytes.slice(0, 10))).toBeUndefined()
    expect(firstSection(Buffer.alloc(200))).toBeUndefined()
  })
})
