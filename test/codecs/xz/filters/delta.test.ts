import { expect, it } from 'vitest'
import { decodeDelta } from '../../../../src/codecs/xz/filters/delta.ts'

// The .xz File Format 1.2.1, 5.3.3 "Delta": encoding A1 B1 A2 B3 A3 B5 A4 B7 with a distance of 2
it('decodeDelta() undoes a distance of 2', () => {
  const encoded = Buffer.from('a1b1010201020102', 'hex')
  decodeDelta(encoded, 2)
  expect(encoded.toString('hex')).toBe('a1b1a2b3a3b5a4b7')
})

it.each([1, 2, 255, 256])(
  'decodeDelta() adds up to the bytes that were subtracted, distance %d',
  (distance) => {
    const bytes = Buffer.from(Array.from({ length: 700 }, (_, i) => (i * i) >> 3))
    const differences = Buffer.from(bytes.map((byte, i) => byte - (bytes[i - distance] ?? 0)))
    decodeDelta(differences, distance)
    expect(differences.equals(bytes)).toBe(true)
  },
)

it('decodeDelta() leaves alone what is shorter than the distance', () => {
  const bytes = Buffer.from('0102')
  decodeDelta(bytes, 256)
  expect(bytes.toString()).toBe('0102')
})
