import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { isKmodError } from '../../../src/base/errors.ts'
import { microLzmaDecoder } from '../../../src/codecs/xz/micro-lzma.ts'
import { expectSame, moduleLike, SIZES } from '../ladders.ts'

const decode = microLzmaDecoder()

/** The raw stream of liblzma: MicroLZMA but for its first byte, and with an end mark after it. */
function streamOf(plain: Buffer, { lc = 3, lp = 0, pb = 2 } = {}): Buffer {
  const args = ['--format=raw', `--lzma1=preset=1,lc=${lc},lp=${lp},pb=${pb}`]
  const stream = execFileSync('xz', args, { input: plain, maxBuffer: 1 << 26 })
  expect(stream[0]).toBe(0)
  stream[0] = ((pb * 5 + lp) * 9 + lc) ^ 0xff
  return stream
}

describe('microLzmaDecoder()', () => {
  it.each(SIZES.filter((size) => size > 0))('decodes %i bytes', (size) => {
    const plain = moduleLike(size)
    expectSame(decode(streamOf(plain), size), plain)
  })

  it.each([{ lc: 0, lp: 2, pb: 0 }, { lc: 4 }, { lc: 1, lp: 3, pb: 4 }])(
    'takes the properties %j',
    (properties) => {
      const plain = moduleLike(70_000)
      expectSame(decode(streamOf(plain, properties), plain.length), plain)
    },
  )

  it('decodes a part of a longer stream, also where a match goes on after it', () => {
    const plain = moduleLike(100_000)
    const stream = streamOf(plain)
    for (const size of [1, 2, 500, 4096, 4097, 50_001, 99_000])
      expectSame(decode(stream, size), plain.subarray(0, size), `${size}`)
  })

  it('refuses a stream that ends early, and properties that LZMA does not have', () => {
    const stream = streamOf(moduleLike(100_000))
    const bad = Buffer.from(stream)
    bad[0] = 0x00
    for (const damaged of [stream.subarray(0, 0), stream.subarray(0, 1), stream.subarray(0, 1000), bad]) {
      let refusal: unknown
      try {
        decode(damaged, 100_000)
      } catch (error) {
        refusal = error
      }
      expect(isKmodError(refusal) && refusal.code).toBe('KMOD_COMPRESSION_CORRUPT')
    }
    // What was refused leaves nothing behind.
    expectSame(decode(stream, 100_000), moduleLike(100_000))
  })
})
