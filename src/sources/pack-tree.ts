/** Packs a tree into an archive whose kind the name says. */
import type { FileTree } from '../archives/file-tree.ts'
import { cpioArchive } from '../archives/write-cpio.ts'
import { tarArchive } from '../archives/write-tar.ts'
import { KmodError } from '../base/errors.ts'
import type { CompressionName } from '../codecs/codec.ts'
import { canCompress, compress } from '../codecs/compress.ts'

export interface ArchiveKind {
  readonly format: 'tar' | 'cpio'
  readonly compression: CompressionName | undefined
}

const COMPRESSIONS: Readonly<Record<string, CompressionName>> = {
  '.gz': 'gzip',
  '.zst': 'zstd',
  '.xz': 'xz',
}

/**
 * By the end of the name: `.tar` or `.cpio`, then `.gz` or `.zst`. `undefined` for any other name.
 * @throws KmodError KMOD_USAGE for a compression that this Node.js cannot write
 */
export function archiveKindOf(path: string): ArchiveKind | undefined {
  const [, format, suffix = ''] = /\.(tar|cpio)(\.gz|\.zst|\.xz)?$/.exec(path) ?? []
  if (format !== 'tar' && format !== 'cpio') return undefined
  const compression = COMPRESSIONS[suffix]
  if (compression !== undefined && !canCompress(compression))
    throw new KmodError(
      'KMOD_USAGE',
      compression === 'zstd'
        ? `cannot write ${path}: zstd takes Node.js 22.15 or later`
        : `cannot write ${path}: ${compression} archives are only read; choose .gz or .zst`,
    )
  return { format, compression }
}

/** @param seconds since the epoch: the time of all entries */
export function packTree(tree: FileTree, { format, compression }: ArchiveKind, seconds: number): Uint8Array {
  const parts = format === 'tar' ? tarArchive(tree, seconds) : cpioArchive(tree, seconds)
  const bytes = Buffer.concat([...parts])
  return compression === undefined ? bytes : compress(compression, bytes)
}
