import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { memoryRange } from '../../../src/archives/byte-range.ts'
import { isKmodError, KmodError } from '../../../src/base/errors.ts'
import type { ByteReader } from '../../../src/codecs/codec.ts'
import { gzipPieces } from '../../../src/codecs/gzip/gzip-pieces.ts'
import { expectSame } from '../ladders.ts'

const MIB = 1024 ** 2
/** Text that does not compress well, so that members end in different parts of the input. */
const TEXT = Buffer.from(Array.from({ length: 3 * MIB }, (_, i) => (i * i * 7919) % 251))

async function expanded(file: ByteReader): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of gzipPieces(file)) pieces.push(Uint8Array.from(piece))
  return Buffer.concat(pieces)
}

const refusal = (file: ByteReader): Promise<unknown> => expanded(file).catch((error: unknown) => error)

it.each([0, 1, 100, 256 * 1024, 256 * 1024 + 7])(
  'gzipPieces() joins members, the first of %d stored bytes',
  async (size) => {
    const first = TEXT.subarray(0, size)
    // Stored members end where the parts of the input end, or near to it.
    const bytes = Buffer.concat([
      gzipSync(first, { level: 0 }),
      gzipSync(TEXT),
      gzipSync(first),
      Buffer.alloc(9),
    ])
    expectSame(await expanded(memoryRange(bytes)), Buffer.concat([first, TEXT, first]))
  },
)

it('gzipPieces() joins members that end exactly where a part of the input does', async () => {
  const size = 256 * 1024
  for (let length = size - 60; length < size; length++) {
    const member = gzipSync(TEXT.subarray(0, length), { level: 0 })
    if (member.length !== size) continue
    expectSame(
      await expanded(memoryRange(Buffer.concat([member, member]))),
      Buffer.concat([TEXT.subarray(0, length), TEXT.subarray(0, length)]),
    )
    return
  }
  expect.unreachable()
})

it.each([1, 10, 17, 300_000])('gzipPieces() refuses a file that ends %d bytes early', async (missing) => {
  const bytes = gzipSync(TEXT)
  const error = await refusal(memoryRange(bytes.subarray(0, bytes.length - missing)))
  expect(isKmodError(error) && error.code).toBe('KMOD_COMPRESSION_CORRUPT')
})

it('gzipPieces() refuses damage, and what comes after the last member', async () => {
  const bytes = gzipSync(TEXT)
  bytes.fill(0xff, 1000, 1010)
  expect(await refusal(memoryRange(bytes))).toMatchObject({ code: 'KMOD_COMPRESSION_CORRUPT' })
  const trailed = Buffer.concat([gzipSync(TEXT), Buffer.alloc(3), Buffer.from('rest')])
  expect(await refusal(memoryRange(trailed))).toMatchObject({
    message: 'Cannot decompress gzip data: 7 bytes after the last member are not zeros',
  })
})

it('gzipPieces() fails as the file does', async () => {
  const bytes = gzipSync(TEXT, { level: 0 })
  const file: ByteReader = {
    size: bytes.length,
    read(target, position, start, end) {
      if (position > 0) throw new KmodError('KMOD_IO', 'Cannot read "x": EIO', { errno: 'EIO' })
      return memoryRange(bytes).read(target, position, start, end)
    },
  }
  expect(await refusal(file)).toMatchObject({ code: 'KMOD_IO', message: 'Cannot read "x": EIO' })
})
