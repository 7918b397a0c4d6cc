import { expect, it } from 'vitest'
import { type Codec, decompress } from '../../src/codecs/codec.ts'
import { corrupt } from '../../src/codecs/refusals.ts'

const BYTES = Buffer.from('bytes')

const codecOf = (decode: Codec['decode']): Codec => ({
  name: 'gzip',
  decode,
  reference: async () => (compressed) => {
    if (compressed.length === 0) throw corrupt('gzip', { because: 'nothing there' })
    return BYTES
  },
})

const same = (bytes: Uint8Array): Uint8Array => bytes

it('decompress() hands over at once what the fast decoder reads, also when that is nothing', () => {
  const empty = Buffer.alloc(0)
  for (const bytes of [BYTES, empty])
    expect(
      decompress(
        codecOf(() => bytes),
        Buffer.from('x'),
        same,
      ),
    ).toBe(bytes)
})

it('decompress() asks the reference about everything else, which may refuse it', async () => {
  const codec = codecOf(() => undefined)
  expect(await decompress(codec, Buffer.from('x'), same)).toBe(BYTES)
  await expect(decompress(codec, Buffer.alloc(0), same)).rejects.toMatchObject({
    code: 'KMOD_COMPRESSION_CORRUPT',
  })
})

it('decompress() lets nothing come between decoding and the use of the bytes', async () => {
  const buffer = Buffer.alloc(1)
  const codec: Codec = {
    name: 'xz',
    decode: () => undefined,
    reference: async () => (compressed) => {
      buffer.fill(compressed[0] ?? 0)
      return buffer
    },
  }
  const files = Array.from({ length: 50 }, (_, i) => Buffer.from([i]))
  const found = files.map((file) => decompress(codec, file, (bytes) => bytes[0]))
  expect(await Promise.all(found)).toEqual(files.map(([byte]) => byte))
})
