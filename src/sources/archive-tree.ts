/**
 * From the bytes of a package, archive or image to the tree of files in it. The first bytes decide what it is; its name does
 * not matter. Formats are nested (a Debian package is an ar archive of compressed tar archives): each step is one of these.
 */
import { type ArMember, arMembers, isAr } from '../archives/ar.ts'
import type { ArchiveEntry } from '../archives/archive-entry.ts'
import { archiveError, inMember } from '../archives/archive-error.ts'
import { type ByteRange, bytesAt, headOf, partOf } from '../archives/byte-range.ts'
import { CPIO_STEPS, cpioEntries, isCpio } from '../archives/cpio.ts'
import { refuseTooMany } from '../archives/entry-limit.ts'
import { erofsEntries } from '../archives/erofs.ts'
import { isErofs } from '../archives/erofs-inodes.ts'
import { FileTree } from '../archives/file-tree.ts'
import { isGpt } from '../archives/gpt.ts'
import { isPe } from '../archives/pe.ts'
import { isRpm, rpmPayload } from '../archives/rpm.ts'
import { isSquashfs, squashfsEntries } from '../archives/squashfs.ts'
import { readSuperblock } from '../archives/squashfs-metadata.ts'
import { TAR_STEPS } from '../archives/tar-steps.ts'
import { byteString } from '../base/bytes.ts'
import { type CompressionName, compressionOf } from '../codecs/codecs.ts'
import type { Host } from '../host/host.ts'
import { blockDecoder, pieceDecoders } from './block-decoders.ts'
import { expand } from './expand.ts'
import { expandLazily } from './expand-lazily.ts'
import { imageLayers } from './image-layers.ts'
import { unifiedKernelImage } from './unified-kernel-image.ts'

/** A unified kernel image has an initramfs, which is compressed; nothing sound is nested deeper. */
const MAX_DEPTH = 5
const HEAD_SIZE = 512

export interface TreeOptions {
  readonly host: Host
  /** What nodes are labelled with, where several trees are put on top of each other. */
  readonly layer?: string | undefined
  /**
   * Whether the tree has all that is asked for, now that `entry` is in it: the rest is not read then, of a package or an
   * image. Of other archives all is read, as a later entry may have the same name.
   */
  readonly isEnough?: ((tree: FileTree, entry: ArchiveEntry) => boolean) | undefined
  /** Whether this is inside a package, which is made from a directory, so that no two entries have one name. */
  readonly isPackage?: boolean
}

/** @throws KmodError KMOD_ARCHIVE, KMOD_LIMIT and what decompressing throws */
export async function archiveTree(range: ByteRange, options: TreeOptions, depth = 0): Promise<FileTree> {
  const head = headOf(range, HEAD_SIZE)
  const compression = compressionOf(head)
  const inner = (next: ByteRange, its = options): Promise<FileTree> => {
    if (depth === MAX_DEPTH) throw archiveError('archives are nested too deep')
    return archiveTree(next, its, depth + 1)
  }
  if (compression !== undefined) {
    // What must be read to its end is decompressed faster at once, by several threads, where it is xz.
    const isLazy = options.isEnough !== undefined && (options.isPackage || compression !== 'xz')
    const lazy = isLazy ? await expandLazily(options.host, range, compression) : undefined
    return inner(lazy ?? (await expand(options.host, range, compression)))
  }
  if (isAr(head)) {
    const { name, content } = debianData(range)
    return inMember(name, inner(content, { ...options, isPackage: true }))
  }
  if (isRpm(head)) return inner(rpmPayload(range))
  if (isCpio(head)) return initramfsTree(range, options)
  if (isPe(head)) return unifiedKernelImage(range, inner)
  if (isSquashfs(head)) return squashfsTree(range, options)
  if (isErofs(range)) return treeOf(erofsEntries(range, await pieceDecoders()), options)
  if (isGpt(range)) {
    const { diskImage } = await import('./disk-image.ts')
    return diskImage(range, options.layer, inner)
  }
  // Loaded last: the package that reads tar headers takes some milliseconds.
  const { isTar, tarEntries } = await import('../archives/tar.ts')
  if (isTar(head)) {
    // Counting what need not be read would be as much work as reading it.
    if (options.isEnough === undefined) refuseTooMany(range, TAR_STEPS)
    return tarTree(tarFiles(tarEntries(range), options), options, inner)
  }
  throw notRead(head)
}

function treeOf(entries: Iterable<ArchiveEntry>, { layer, isEnough }: TreeOptions): FileTree {
  const tree = new FileTree(layer)
  for (const entry of entries) {
    tree.add(entry)
    if (isEnough?.(tree, entry)) break
  }
  return tree
}

/** What pacman and apk install begins with its description. */
const PACKAGE_MARK = '.PKGINFO'

function tarFiles(entries: Iterable<ArchiveEntry>, options: TreeOptions): FileTree {
  const { isPackage = false, isEnough } = options
  return treeOf(entries, {
    ...options,
    isEnough:
      isEnough &&
      ((tree, entry) => (isPackage || tree.root.children.has(PACKAGE_MARK)) && isEnough(tree, entry)),
  })
}

async function squashfsTree(range: ByteRange, options: TreeOptions): Promise<FileTree> {
  const decoder = await blockDecoder(readSuperblock(range).compression)
  return treeOf(squashfsEntries(range, decoder), options)
}

/** A tar archive may be the image of a container: then its files are those of its layers. */
async function tarTree(
  tree: FileTree,
  options: TreeOptions,
  inner: (range: ByteRange) => Promise<FileTree>,
): Promise<FileTree> {
  return (await imageLayers(tree, options.layer, inner)) ?? tree
}

function debianData(range: ByteRange): ArMember {
  for (const member of arMembers(range)) if (/^data\.tar(\.|$)/.test(member.name)) return member
  throw archiveError('it has no member data.tar')
}

/**
 * An initramfs: cpio archives one after the other, with NULs between them, as the kernel unpacks them
 * (init/initramfs.c); one that is compressed reaches to the end.
 */
async function initramfsTree(range: ByteRange, options: TreeOptions): Promise<FileTree> {
  const tree = new FileTree(options.layer)
  let rest = range
  for (;;) {
    const at = await addSegments(tree, rest)
    if (at === rest.size) return tree
    const compression = compressionOf(bytesAt(rest, at, Math.min(6, rest.size - at)))
    if (compression === undefined) throw notRead(headOf(partOf(rest, at, HEAD_SIZE), HEAD_SIZE))
    rest = await expand(options.host, partOf(rest, at, rest.size - at), compression satisfies CompressionName)
  }
}

/** Adds the uncompressed archives at the front; returns where something else starts, or the end. */
async function addSegments(tree: FileTree, range: ByteRange): Promise<number> {
  refuseTooMany(range, CPIO_STEPS)
  let at = 0
  for (;;) {
    at = skipNuls(range, at)
    if (at >= range.size) return range.size
    if (!isCpio(headOf(partOf(range, at, 6), 6))) return at
    const entries = cpioEntries(range, at)
    for (let next = entries.next(); ; next = entries.next()) {
      if (next.done) {
        at = next.value
        break
      }
      tree.add(next.value)
    }
  }
}

function skipNuls(range: ByteRange, from: number): number {
  const chunk = new Uint8Array(4096)
  for (let at = from; ; ) {
    const count = range.read(chunk, at)
    const used = chunk.subarray(0, count).findIndex((byte) => byte !== 0)
    if (used >= 0) return at + used
    if (count === 0) return range.size
    at += count
  }
}

/** Formats that users may try although they are not supported: the error names them. */
const NOT_SUPPORTED: readonly (readonly [magic: string, name: string])[] = [
  ['BZh', 'bzip2 compression'],
  ['\x04\x22\x4d\x18', 'lz4 compression'],
  ['\x02\x21\x4c\x18', 'lz4 compression'],
  ['\x89LZO', 'lzo compression'],
  ['\x5d\x00\x00', 'lzma compression'],
  ['07070X', 'an rpm payload without file headers'],
  ['070707', 'the old cpio format'],
  ['\xc7\x71', 'the old cpio format'],
  ['\x71\xc7', 'the old cpio format'],
  ['ADB', 'the package format of apk 3'],
  ['PK\x03\x04', 'zip archives'],
  ['\x7fELF', 'ELF files'],
]

function notRead(head: Uint8Array): Error {
  if (head.length === 0) return archiveError('it is empty')
  const text = byteString(head.subarray(0, 8))
  const known = NOT_SUPPORTED.find(([magic]) => text.startsWith(magic))
  return archiveError(
    known === undefined ? 'it is no package, archive or image of a known kind' : `no support for ${known[1]}`,
  )
}
