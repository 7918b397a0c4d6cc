import { describe, expect, it } from 'vitest'
import { compressSnappy } from './snappy.ts'

/** The reading half, from the description of the format. */
function decompressed(bytes: Uint8Array): Uint8Array {
  let at = 0
  const byte = (): number => bytes[at++] ?? 0
  let length = 0
  for (let scale = 1; ; scale *= 128) {
    const next = byte()
    length += (next & 0x7f) * scale
    if (next < 0x80) break
  }
  const out = new Uint8Array(length)
  let to = 0
  while (at < bytes.length) {
    const tag = byte()
    if ((tag & 3) === 0) {
      let size = tag >> 2
      if (size >= 60) {
        const extra = size - 59
        size = 0
        for (let i = 0; i < extra; i++) size |= byte() << (8 * i)
      }
      out.set(bytes.subarray(at, at + size + 1), to)
      at += size + 1
      to += size + 1
      continue
    }
    const short = (tag & 3) === 1
    const size = short ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1
    const offset = short ? ((tag >> 5) << 8) | byte() : byte() | (byte() << 8)
    if (offset === 0 || offset > to) throw new Error(`Expected an offset up to ${to}, got ${offset}`)
    for (let i = 0; i < size; i++, to++) out[to] = out[to - offset] ?? 0
  }
  expect(to).toBe(length)
  return out
}

const text = (length: number, alphabet: number): Uint8Array => {
  let seed = length + alphabet
  return Uint8Array.from({ length }, () => {
    seed = (seed * 48271) % 2147483647
    return seed % alphabet
  })
}

describe('compressSnappy()', () => {
  it.each([0, 1, 3, 4, 5, 59, 60, 61, 255, 256, 257, 65535, 65536, 65537, 200_000])(
    'is read back, %d bytes of several kinds',
    (length) => {
      for (const alphabet of [1, 2, 5, 256]) {
        const bytes = text(length, alphabet)
        expect(Buffer.from(decompressed(compressSnappy(bytes))).equals(Buffer.from(bytes))).toBe(true)
      }
    },
  )

  it('compresses repeated text, and hardly lengthens what it cannot', () => {
    const aliases = Buffer.from(
      Array.from({ length: 1000 }, (_, i) => `pci:v00008086d0000${i.toString(16)}sv*sd*bc*sc*i*`).join(''),
    )
    expect(compressSnappy(aliases).length).toBeLessThan(aliases.length / 3)
    const noise = text(100_000, 256)
    expect(compressSnappy(noise).length).toBeLessThan(noise.length * 1.01)
  })
})
