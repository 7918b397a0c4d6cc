/**
 * tar archives: ustar, pax (POSIX.1-2001) and GNU long names. Headers are decoded by the `tar` package; here are the walk
 * from one to the next, which keeps positions instead of content, and what names apply to.
 *
 * A header is a block of 512 bytes; the content follows, padded to whole blocks. Two blocks of NULs end an archive, and what
 * comes after the first of them is not read: GNU tar, libarchive, busybox and dpkg do the same. The segments of an Alpine
 * package have none, so that they join into one archive.
 */
import { Header, type HeaderData, Pax } from 'tar'
import type { KmodError } from '../base/errors.ts'
import { toByteString } from '../base/names.ts'
import type { ArchiveEntry } from './archive-entry.ts'
import { archiveError } from './archive-error.ts'
import { type ByteRange, bytesAt, partOf, readAhead } from './byte-range.ts'
import { type ExtendedAttribute, isOpaque } from './overlay-attributes.ts'

const BLOCK = 512
/** Extended headers hold names and times; one that is larger is no header of a sound archive. */
const MAX_EXTENDED_HEADER = 1024 ** 2

/** Whether the first block is a header with a sound checksum; the magic alone is missing in archives before POSIX. */
export const isTar = (head: Uint8Array): boolean =>
  head.length >= BLOCK && headerOf(Buffer.from(head.subarray(0, BLOCK)))?.cksumValid === true

/** A header block as the package decodes it; `undefined` for one that it refuses, by throwing. */
function headerOf(block: Buffer, next?: HeaderData, global?: Pax): Header | undefined {
  try {
    return new Header(block, 0, next, global)
  } catch {
    return undefined
  }
}

/**
 * A long name counts as the path of the header, as its records of pax do: the header itself has the first 100 bytes of it,
 * and the package takes a file for an empty directory if those end with a slash.
 */
const recordsFor = ({ next, longPath }: Extension): HeaderData | undefined =>
  longPath === undefined ? next : { ...next, path: longPath }

/** What extended headers say about the entries after them. */
interface Extension {
  global: Pax | undefined
  next: Pax | undefined
  longPath: string | undefined
  longTarget: string | undefined
  isOpaque: boolean
}

/** @throws KmodError KMOD_ARCHIVE */
export function* tarEntries(range: ByteRange): Generator<ArchiveEntry> {
  const extension: Extension = {
    global: undefined,
    next: undefined,
    longPath: undefined,
    longTarget: undefined,
    isOpaque: false,
  }
  // Entries without content are next to each other.
  const headers = readAhead(range, 8 * BLOCK)
  for (let at = 0; at + BLOCK <= range.size; ) {
    const block = Buffer.from(bytesAt(headers, at, BLOCK).buffer)
    if (block.every((byte) => byte === 0)) return
    const header = headerOf(block, recordsFor(extension), extension.global)
    if (header?.cksumValid !== true) throw archiveError(`no tar header at byte ${at}`)
    const size = header.size ?? 0
    const dataAt = at + BLOCK
    if (size < 0 || dataAt + size > range.size)
      throw archiveError('it is cut off', toByteString(header.path ?? ''))
    if (!extend(extension, range, header, dataAt, size)) {
      yield entryOf(range, header, extension, dataAt, size)
      Object.assign(extension, {
        next: undefined,
        longPath: undefined,
        longTarget: undefined,
        isOpaque: false,
      })
    }
    at = dataAt + Math.ceil(size / BLOCK) * BLOCK
  }
}

/** Takes in an extended header; `false` for an entry of the file system. */
function extend(
  extension: Extension,
  range: ByteRange,
  { type }: Header,
  dataAt: number,
  size: number,
): boolean {
  const text = (): string => {
    if (size > MAX_EXTENDED_HEADER) throw archiveError(`an extended header of ${size} bytes`)
    return Buffer.from(bytesAt(range, dataAt, size)).toString('utf8')
  }
  switch (type) {
    case 'ExtendedHeader':
    case 'OldExtendedHeader': {
      const records = text()
      if (/^\d+ GNU\.sparse\./m.test(records)) throw sparse()
      extension.isOpaque = isOpaque(attributesOf(records))
      extension.next = Pax.parse(records, extension.next, false)
      return true
    }
    case 'GlobalExtendedHeader':
      extension.global = Pax.parse(text(), extension.global, true)
      return true
    case 'NextFileHasLongPath':
    case 'OldGnuLongPath':
      extension.longPath = text().replace(/\0.*$/s, '')
      return true
    case 'NextFileHasLongLinkpath':
      extension.longTarget = text().replace(/\0.*$/s, '')
      return true
    default:
      return false
  }
}

/** Extended attributes as GNU tar and libarchive write them. */
const attributesOf = (records: string): ExtendedAttribute[] =>
  [...records.matchAll(/^\d+ SCHILY\.xattr\.([^=\n]+)=([^\n]*)$/gm)].map(([, name = '', value = '']) => [
    name,
    value,
  ])

function entryOf(
  range: ByteRange,
  header: Header,
  { next, global, longPath, longTarget, isOpaque }: Extension,
  dataAt: number,
  size: number,
): ArchiveEntry {
  const path = toByteString(longPath ?? header.path ?? '')
  // The package's header takes the path from pax records, but not the target.
  const target = toByteString(longTarget ?? next?.linkpath ?? global?.linkpath ?? header.linkpath ?? '')
  const common = {
    path,
    mode: (header.mode ?? 0o644) & 0o7777,
    mtimeNs: nanoseconds(header.mtime),
  }
  switch (header.type) {
    case 'File':
    case 'OldFile':
    case 'ContiguousFile':
      // Before POSIX a directory was a file whose name ends with a slash.
      if (path.endsWith('/')) return { ...common, kind: 'directory' }
      return { ...common, kind: 'file', content: partOf(range, dataAt, size) }
    case 'Directory':
    case 'GNUDumpDir':
      return { ...common, kind: 'directory', isOpaque }
    case 'SymbolicLink':
      return { ...common, kind: 'symlink', target }
    case 'Link':
      return { ...common, kind: 'hard-link', target }
    case 'CharacterDevice':
      return { ...common, kind: 'other', device: (header.devmaj << 8) | header.devmin }
    case 'SparseFile':
      throw sparse(path)
    default:
      return { ...common, kind: 'other' }
  }
}

/** A time that no date can have counts as none. */
function nanoseconds(time: Date | undefined): bigint {
  const milliseconds = time?.getTime() ?? 0
  return Number.isFinite(milliseconds) ? BigInt(Math.round(milliseconds * 1000)) * 1000n : 0n
}

const sparse = (path?: string): KmodError =>
  archiveError('sparse files are not supported; pack it without --sparse', path)
