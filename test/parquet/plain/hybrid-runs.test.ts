import { describe, expect, it } from 'vitest'
import { ByteWriter } from '../../../src/base/bytes.ts'
import { bitsFor, writeHybridRuns } from './hybrid-runs.ts'

function encoded(values: readonly number[], width: number): number[] {
  const out = new ByteWriter()
  writeHybridRuns(out, Int32Array.from(values), width)
  return [...out.bytes]
}

/** The reading half, from the specification. */
function decoded(bytes: readonly number[], width: number, count: number): number[] {
  const values: number[] = []
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  while (values.length < count) {
    const head = varint()
    if (head & 1) {
      const bits = (head >> 1) * 8 * width
      for (let bit = 0; bit < bits; bit += width) {
        let value = 0
        for (let i = 0; i < width; i++)
          value |= (((bytes[at + ((bit + i) >> 3)] ?? 0) >> ((bit + i) & 7)) & 1) << i
        values.push(value)
      }
      at += bits / 8
    } else {
      let value = 0
      for (let i = 0; i < Math.ceil(width / 8); i++) value |= (bytes[at++] ?? 0) << (8 * i)
      for (let i = 0; i < head >> 1; i++) values.push(value)
    }
  }
  expect(at).toBe(bytes.length)
  return values.slice(0, count)
}

describe('writeHybridRuns()', () => {
  it('has the bytes of the specification: 0 to 7 in three bits, and a run', () => {
    expect(encoded([0, 1, 2, 3, 4, 5, 6, 7], 3)).toEqual([3, 0b10001000, 0b11000110, 0b11111010])
    expect(
      encoded(
        Array.from({ length: 100 }, () => 4),
        3,
      ),
    ).toEqual([0xc8, 1, 4])
  })

  it('is read back, for every width and many mixtures of runs', () => {
    let seed = 1
    const next = (below: number): number => {
      seed = (seed * 48271) % 2147483647
      return seed % below
    }
    for (let width = 1; width <= 24; width++)
      for (let round = 0; round < 40; round++) {
        const values: number[] = []
        while (values.length < 1 + next(200)) {
          const value = next(2 ** width)
          for (let i = 1 + (next(2) === 0 ? next(30) : 0); i > 0; i--) values.push(value)
        }
        expect(decoded(encoded(values, width), width, values.length)).toEqual(values)
      }
  })

  it('writes nothing for no values', () => {
    expect(encoded([], 4)).toEqual([])
  })
})

it.each([
  [0, 1],
  [1, 1],
  [2, 2],
  [255, 8],
  [256, 9],
])('bitsFor(%d) is %d', (largest, bits) => {
  expect(bitsFor(largest)).toBe(bits)
})
