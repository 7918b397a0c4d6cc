/** The decoders of the blocks that compressed file systems are made of. */
import { archiveError } from '../archives/archive-error.ts'
import type { PieceDecoders } from '../archives/erofs-content.ts'
import { decodeLz4Block } from '../archives/lz4-block.ts'
import type { BlockCompression, DecompressBlock } from '../archives/squashfs-metadata.ts'
import { type Codec, loadCodec } from '../codecs/codecs.ts'

/** @throws KmodError KMOD_ARCHIVE for a compression that is not supported */
export async function blockDecoder(compression: BlockCompression): Promise<DecompressBlock> {
  switch (compression) {
    case 'zlib': {
      const { inflateZlib } = await import('../codecs/zlib.ts')
      return inflateZlib
    }
    case 'lz4':
      return (block, maxSize) => {
        const target = new Uint8Array(maxSize)
        return target.subarray(0, decodeLz4Block(block, target))
      }
    case 'xz':
    case 'zstd': {
      const codec = await loadCodec(compression)
      return (block) => decoded(codec, block)
    }
    default:
      throw archiveError(`no support for ${compression} compression`)
  }
}

/** Those of erofs. @throws KmodError when a decoder cannot be loaded */
export async function pieceDecoders(): Promise<PieceDecoders> {
  const [{ inflateRaw }, { microLzmaDecoder }, zstd] = await Promise.all([
    import('../codecs/zlib.ts'),
    import('../codecs/xz/micro-lzma.ts'),
    loadCodec('zstd'),
  ])
  return {
    lzma: microLzmaDecoder(),
    lz4: (stored, size) => {
      const target = new Uint8Array(size)
      return target.subarray(0, decodeLz4Block(stored, target))
    },
    deflate: inflateRaw,
    zstd: (stored) => decoded(zstd, stored).slice(),
  }
}

/** Blocks are read in the middle of a synchronous call, so only the fast decoder can be asked. */
function decoded(codec: Codec, block: Uint8Array): Uint8Array {
  const bytes = codec.decode(block)
  if (bytes === undefined) throw archiveError(`a block of ${codec.name} data is damaged`)
  return bytes
}
