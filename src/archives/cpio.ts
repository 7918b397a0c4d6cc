/**
 * cpio archives of the "new ASCII" format, as kernels unpack them (Documentation/driver-api/early-userspace/
 * buffer-format.rst, init/initramfs.c) and rpm packs them.
 *
 *   Header   110 bytes: magic "070701" or "070702" (with a checksum), then 13 numbers of 8 hexadecimal digits: ino, mode,
 *            uid, gid, nlink, mtime, filesize, devmajor, devminor, rdevmajor, rdevminor, namesize, check
 *   Name     namesize bytes with NUL, then NULs up to a multiple of 4 from the start of the archive
 *   Data     filesize bytes, then NULs up to a multiple of 4
 *   The entry TRAILER!!! ends an archive; another one may follow after any number of NULs.
 *
 * Names of one inode (nlink above 1) are hard links; the content is with the last of them, or with all.
 */
import { byteString } from '../base/bytes.ts'
import type { ArchiveEntry } from './archive-entry.ts'
import { archiveError } from './archive-error.ts'
import { type ByteRange, bytesAt, partOf, readAhead } from './byte-range.ts'
import type { HeaderSteps } from './entry-limit.ts'

const HEADER_SIZE = 110
const TRAILER = 'TRAILER!!!'
/** PATH_MAX of Linux; init/initramfs.c refuses longer names. */
const MAX_NAME_SIZE = 4096
const S_IFMT = 0o170000
const S_IFDIR = 0o040000
const S_IFREG = 0o100000
const S_IFLNK = 0o120000

interface CpioHeader {
  readonly ino: number
  readonly mode: number
  readonly nlink: number
  readonly mtime: number
  readonly size: number
  readonly device: string
  readonly name: string
  readonly dataAt: number
  readonly end: number
}

export const isCpio = (head: Uint8Array): boolean => /^07070[12]/.test(byteString(head.subarray(0, 6)))

/**
 * The entries of the archive that starts at `start`, until its trailer.
 * @returns where the first byte after the trailer and its padding is: 512-byte blocks of NULs are not included
 * @throws KmodError KMOD_ARCHIVE
 */
export function* cpioEntries(range: ByteRange, start = 0): Generator<ArchiveEntry, number> {
  const linked = new Map<string, CpioHeader[]>()
  const headers = readAhead(range)
  let at = start
  for (;;) {
    const header = readHeader(headers, at)
    at = header.end
    if (header.name === TRAILER) break
    if ((header.mode & S_IFMT) === S_IFREG && header.nlink > 1) yield* linkedEntries(range, header, linked)
    else yield entryOf(range, header)
  }
  // Names whose content never came are empty files, which is how an empty file with several names is packed.
  for (const waiting of linked.values()) yield* namesOf(range, waiting, waiting[0])
  return at
}

/** Holds back the names of an inode until its content comes, as the kernel makes them one file. */
function* linkedEntries(
  range: ByteRange,
  header: CpioHeader,
  linked: Map<string, CpioHeader[]>,
): Generator<ArchiveEntry> {
  const inode = `${header.device} ${header.ino}`
  const waiting = linked.get(inode) ?? []
  waiting.push(header)
  linked.set(inode, waiting)
  if (header.size === 0) return
  linked.delete(inode)
  yield* namesOf(range, waiting, header)
}

function* namesOf(
  range: ByteRange,
  names: readonly CpioHeader[],
  content: CpioHeader | undefined,
): Generator<ArchiveEntry> {
  const [first, ...others] = names
  if (first === undefined || content === undefined) return
  yield { ...entryOf(range, content), path: first.name }
  for (const { name, mode, mtime } of others)
    yield {
      path: name,
      kind: 'hard-link',
      target: first.name,
      mode: mode & 0o7777,
      mtimeNs: nanoseconds(mtime),
    }
}

function entryOf(range: ByteRange, { mode, mtime, size, name, dataAt }: CpioHeader): ArchiveEntry {
  const common = { path: name, mode: mode & 0o7777, mtimeNs: nanoseconds(mtime) }
  switch (mode & S_IFMT) {
    case S_IFDIR:
      return { ...common, kind: 'directory' }
    case S_IFREG:
      return { ...common, kind: 'file', content: partOf(range, dataAt, size) }
    case S_IFLNK:
      if (size > MAX_NAME_SIZE) throw archiveError('the target of the link is too long', name)
      return {
        ...common,
        kind: 'symlink',
        target: byteString(bytesAt(range, dataAt, size)).replace(/\0.*$/s, ''),
      }
    default:
      return { ...common, kind: 'other' }
  }
}

const nanoseconds = (seconds: number): bigint => BigInt(seconds) * 1_000_000_000n

function readHeader(range: ByteRange, at: number): CpioHeader {
  const text = byteString(bytesAt(range, at, HEADER_SIZE))
  if (!/^07070[12][0-9A-Fa-f]{104}$/.test(text)) throw archiveError(`no cpio header at byte ${at}`)
  const number = (i: number): number => Number.parseInt(text.slice(6 + i * 8, 14 + i * 8), 16)
  const nameSize = number(11)
  if (nameSize === 0 || nameSize > MAX_NAME_SIZE)
    throw archiveError(`a name of ${nameSize} bytes at byte ${at}`)
  const name = byteString(bytesAt(range, at + HEADER_SIZE, nameSize)).replace(/\0.*$/s, '')
  const dataAt = aligned(at + HEADER_SIZE + nameSize)
  const size = number(6)
  // The padding after the last data of a file may be missing where the file ends.
  if (dataAt + size > range.size && name !== TRAILER) throw archiveError('it is cut off', name)
  return {
    ino: number(0),
    mode: number(1),
    nlink: number(4),
    mtime: number(5),
    size,
    device: `${number(7)} ${number(8)}`,
    name,
    dataAt,
    end: Math.min(aligned(dataAt + size), range.size),
  }
}

/** From one header to the next, without looking at what they say. */
export const CPIO_STEPS: HeaderSteps = {
  smallest: HEADER_SIZE,
  from(range) {
    const header = Buffer.alloc(HEADER_SIZE)
    const number = (i: number): number =>
      Number.parseInt(header.toString('latin1', 6 + i * 8, 14 + i * 8), 16)
    return (at) => {
      if (range.read(header, at) < HEADER_SIZE || !isCpio(header)) return undefined
      const next = aligned(aligned(at + HEADER_SIZE + number(11)) + number(6))
      return next > at ? { next, isEntry: true } : undefined
    }
  },
}

const aligned = (position: number): number => Math.ceil(position / 4) * 4
