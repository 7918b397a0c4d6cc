/** Decompresses whole streams, piece by piece: small ones into memory, others into a temporary file without a name. */
import { type ByteRange, memoryRange } from '../archives/byte-range.ts'
import { type CompressionName, decompress, loadCodec } from '../codecs/codecs.ts'
import { MAX_COMPRESSION_RATIO, RATIO_FREE_SIZE, tooLarge } from '../codecs/limits.ts'
import type { XzBlockPlace } from '../codecs/xz/xz-index.ts'
import type { Host, TemporaryFile } from '../host/host.ts'
import { coreCount } from '../host/node-host.ts'

/** What is larger goes to a temporary file. */
const MAX_IN_MEMORY = 4 * 1024 ** 2
/** From here on several threads pay. */
const WORTH_THREADS = 32 * 1024 ** 2
/** Images of whole systems have some gigabytes. */
const MAX_SIZE = 16 * 1024 ** 3

/**
 * All of the stream, uncompressed.
 * @throws KmodError KMOD_COMPRESSION_CORRUPT, KMOD_COMPRESSION_UNSUPPORTED, KMOD_LIMIT; KMOD_IO when the temporary file cannot be
 * written
 */
export async function expand(host: Host, range: ByteRange, compression: CompressionName): Promise<ByteRange> {
  switch (compression) {
    case 'gzip': {
      const { gzipPieces } = await import('../codecs/gzip/gzip-pieces.ts')
      return spooled(host, range, compression, gzipPieces(range))
    }
    case 'zstd': {
      const { zstdPieces } = await import('../codecs/zstd/zstd-pieces.ts')
      return spooled(host, range, compression, zstdPieces()(range))
    }
    case 'xz':
      return expandXz(host, range)
  }
}

async function expandXz(host: Host, range: ByteRange): Promise<ByteRange> {
  const [{ readXzIndex }, { hasFilters, xzPieces }] = await Promise.all([
    import('../codecs/xz/xz-index.ts'),
    import('../codecs/xz/xz-pieces.ts'),
  ])
  const blocks = readXzIndex(range)
  if (blocks.some((block) => hasFilters(range, block))) return expandWhole(host, range)
  const size = blocks.reduce((sum, block) => sum + block.uncompressedSize, 0)
  checkExpandedSize('xz', range, size)
  const cores = coreCount()
  if (range.place === undefined || blocks.length < 4 || size < WORTH_THREADS || cores < 2)
    return spooled(host, range, 'xz', piecesOf(blocks, range, xzPieces()))
  const file = host.createTemporaryFile()
  if (file.place === undefined || !('descriptor' in file.place))
    return spooled(host, range, 'xz', piecesOf(blocks, range, xzPieces()), file)
  const { expandBlocks } = await import('../extract/expand-blocks.ts')
  const work = { source: range.place, size: range.size, blocks, target: file.place.descriptor }
  await expandBlocks(work, cores)
  return sized(file, size)
}

/** Filters are undone on whole blocks, so all is in memory meanwhile: within the limits of a module. */
async function expandWhole(host: Host, range: ByteRange): Promise<ByteRange> {
  const compressed = new Uint8Array(range.size)
  const codec = await loadCodec('xz')
  const used = compressed.subarray(0, range.read(compressed, 0))
  return decompress(codec, used, (bytes) => {
    if (bytes.length <= MAX_IN_MEMORY) return memoryRange(bytes.slice())
    const file = host.createTemporaryFile()
    file.write(bytes)
    return file
  })
}

function* piecesOf(
  blocks: readonly XzBlockPlace[],
  range: ByteRange,
  pieces: (range: ByteRange, block: XzBlockPlace) => Generator<Uint8Array>,
): Generator<Uint8Array> {
  for (const block of blocks) yield* pieces(range, block)
}

/** Other threads have written the file, so it does not know its size. */
const sized = (file: TemporaryFile, size: number): ByteRange => ({
  size,
  place: file.place,
  read: (target, position, start = 0, end = target.length) =>
    file.read(target, position, start, start + Math.max(0, Math.min(end - start, size - position))),
})

async function spooled(
  host: Host,
  range: ByteRange,
  compression: CompressionName,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  into?: TemporaryFile,
): Promise<ByteRange> {
  const inMemory: Uint8Array[] = []
  let file = into
  let size = 0
  for await (const piece of pieces) {
    size += piece.length
    checkExpandedSize(compression, range, size)
    if (file === undefined && size > MAX_IN_MEMORY) {
      file = host.createTemporaryFile()
      for (const part of inMemory) file.write(part)
    }
    // A piece is gone with the next one.
    if (file === undefined) inMemory.push(piece.slice())
    else file.write(piece)
  }
  return file ?? memoryRange(Buffer.concat(inMemory))
}

/**
 * Refuses what expands to more than any image of a system, or beyond reason.
 * @throws KmodError KMOD_LIMIT
 */
export function checkExpandedSize(
  compression: CompressionName,
  { size: compressedSize }: ByteRange,
  size: number,
): void {
  const limit = Math.min(MAX_SIZE, Math.max(RATIO_FREE_SIZE, compressedSize * MAX_COMPRESSION_RATIO))
  if (size > limit) throw tooLarge(compression, compressedSize, limit)
}
