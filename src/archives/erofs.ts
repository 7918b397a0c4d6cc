/**
 * erofs images, read-only file systems such as Android's partitions and system extensions. Names and inodes are read at once; the
 * content of a file is read, piece by piece, when it is asked for.
 */

import { byteString } from '../base/bytes.ts'
import { memoize } from '../base/memoize.ts'
import type { ArchiveEntry } from './archive-entry.ts'
import { archiveError } from './archive-error.ts'
import type { ByteRange } from './byte-range.ts'
import { bytesAt } from './byte-range.ts'
import { type ErofsImage, erofsContent, type PieceDecoders } from './erofs-content.ts'
import { type ErofsInode, erofsNames, readErofsInode, readErofsSuperblock } from './erofs-inodes.ts'
import { erofsAttributes } from './erofs-xattrs.ts'
import { isOpaque, refuseMoved } from './overlay-attributes.ts'

const S_IFDIR = 0o040000
const S_IFREG = 0o100000
const S_IFLNK = 0o120000
const S_IFCHR = 0o020000
/** Linux has no deeper paths. */
const MAX_DEPTH = 2048
/** PATH_MAX of Linux. */
const MAX_TARGET = 4096

/** @throws KmodError KMOD_ARCHIVE */
export function* erofsEntries(range: ByteRange, decoders: PieceDecoders): Generator<ArchiveEntry> {
  const superblock = readErofsSuperblock(range)
  const image: ErofsImage = {
    range,
    superblock,
    decoders,
    packed: memoize(() => {
      if (superblock.packedNid === 0) throw archiveError('the packed file is missing')
      return erofsContent(image, readErofsInode(range, superblock, superblock.packedNid))
    }),
  }
  yield* entriesBelow(image, superblock.rootNid, '', new Set(), new Map())
}

function* entriesBelow(
  image: ErofsImage,
  nid: number,
  path: string,
  above: ReadonlySet<number>,
  names: Map<number, string>,
): Generator<ArchiveEntry> {
  const { range, superblock } = image
  const directory = readErofsInode(range, superblock, nid)
  if (directory.type !== S_IFDIR || above.has(nid) || above.size > MAX_DEPTH)
    throw archiveError('a directory is damaged', path)
  const inside = new Set([...above, nid])
  for (const row of erofsNames(erofsContent(image, directory), superblock.blockSize)) {
    const inode = readErofsInode(range, superblock, row.nid)
    const name = path === '' ? row.name : `${path}/${row.name}`
    yield entryOf(image, name, inode, names)
    if (inode.type === S_IFDIR) yield* entriesBelow(image, row.nid, name, inside, names)
  }
}

/** @param names the first name of each file, for hard links */
function entryOf(
  image: ErofsImage,
  path: string,
  inode: ErofsInode,
  names: Map<number, string>,
): ArchiveEntry {
  const common = { path, mode: inode.mode, mtimeNs: inode.mtimeNs }
  const attributes = erofsAttributes(image.range, image.superblock, inode)
  switch (inode.type) {
    case S_IFDIR:
      return { ...common, kind: 'directory', isOpaque: isOpaque(attributes) }
    case S_IFLNK:
      if (inode.size > MAX_TARGET) throw archiveError('the target of the link is too long', path)
      return {
        ...common,
        kind: 'symlink',
        target: byteString(bytesAt(erofsContent(image, inode), 0, inode.size)),
      }
    case S_IFREG: {
      const first = names.get(inode.nid)
      if (first !== undefined) return { ...common, kind: 'hard-link', target: first }
      names.set(inode.nid, path)
      refuseMoved(attributes)
      return { ...common, kind: 'file', content: erofsContent(image, inode) }
    }
    default:
      return { ...common, kind: 'other', ...(inode.type === S_IFCHR && { device: inode.place }) }
  }
}
