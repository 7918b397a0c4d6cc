import { expect, it } from 'vitest'
import { type Codec, decompress } from '../../src/codecs/codec.ts'
import { corrupt } from '../../src/codecs/refusals.ts'

const BYTES = Buffer.from('bytes')

const codecOf = (decode: Codec['decode']): Codec => ({
  name: 'gzip',
  decode,
  reference: async (compressed) => {
    if (compressed.length === 0) throw corrupt('gzip', { because: 'nothing there' })
    return BYTES
  },
})

it('decompress() returns at once what the fast decoder reads, also when that is nothing', () => {
  expect(
    decompress(
      codecOf(() => BYTES),
      Buffer.from('x'),
    ),
  ).toBe(BYTES)
  const empty = Buffer.alloc(0)
  expect(
    decompress(
      codecOf(() => empty),
      Buffer.from('x'),
    ),
  ).toBe(empty)
})

it('decompress() asks the reference about everything else, which may refuse it', async () => {
  const codec = codecOf(() => undefined)
  expect(await decompress(codec, Buffer.from('x'))).toBe(BYTES)
  await expect(decompress(codec, Buffer.alloc(0))).rejects.toMatchObject({ code: 'KMOD_COMPRESSION_CORRUPT' })
})
