/** Decompresses a stream only as far as it is read: for one file of a package. */
import type { ByteRange } from '../archives/byte-range.ts'
import type { CompressionName } from '../codecs/codecs.ts'
import type { Host, TemporaryFile } from '../host/host.ts'
import { checkExpandedSize } from './expand.ts'

/**
 * The stream, uncompressed; what has been decompressed is in a temporary file without a name. `undefined` when how long it is
 * cannot be known before it is decompressed.
 * @throws KmodError as expand(), also when the range is read
 */
export async function expandLazily(
  host: Host,
  range: ByteRange,
  compression: CompressionName,
): Promise<ByteRange | undefined> {
  const stream = await openStream(range, compression)
  if (stream === undefined) return undefined
  checkExpandedSize(compression, range, stream.size)
  return lazyRange(stream.size, stream.pieces, host.createTemporaryFile())
}

interface PieceStream {
  readonly size: number
  readonly pieces: Iterator<Uint8Array>
}

async function openStream(range: ByteRange, compression: CompressionName): Promise<PieceStream | undefined> {
  switch (compression) {
    case 'gzip':
      return undefined
    case 'zstd': {
      const { zstdPieces, zstdUncompressedSize } = await import('../codecs/zstd/zstd-pieces.ts')
      const size = zstdUncompressedSize(range)
      return size === undefined ? undefined : { size, pieces: zstdPieces()(range) }
    }
    case 'xz': {
      const [{ readXzIndex }, { hasFilters, xzPieces }] = await Promise.all([
        import('../codecs/xz/xz-index.ts'),
        import('../codecs/xz/xz-pieces.ts'),
      ])
      const blocks = readXzIndex(range)
      if (blocks.some((block) => hasFilters(range, block))) return undefined
      const decoder = xzPieces()
      const pieces = function* (): Generator<Uint8Array> {
        for (const block of blocks) yield* decoder(range, block)
      }
      return { size: blocks.reduce((sum, block) => sum + block.uncompressedSize, 0), pieces: pieces() }
    }
  }
}

const lazyRange = (size: number, pieces: Iterator<Uint8Array>, file: TemporaryFile): ByteRange => ({
  size,
  read(target, position, start = 0, end = target.length) {
    const wanted = Math.min(size, position + end - start)
    while (file.size < wanted) {
      const { value, done } = pieces.next()
      if (done === true) break
      file.write(value)
    }
    return file.read(target, position, start, end)
  },
})
