/**
 * ar archives as Debian packages are (deb(5)):
 *
 *   Magic    "!<arch>\n"
 *   Member   header of 60 bytes: name (16, padded with blanks, may end with a slash), mtime (12), uid (6), gid (6), mode (8),
 *            size (10), all decimal text but the octal mode, "`\n"; then the content and a newline if its size is odd
 */
import { byteString } from '../base/bytes.ts'
import { archiveError } from './archive-error.ts'
import { type ByteRange, bytesAt, partOf } from './byte-range.ts'

const MAGIC = '!<arch>\n'
const HEADER_SIZE = 60

export interface ArMember {
  readonly name: string
  readonly content: ByteRange
}

export const isAr = (head: Uint8Array): boolean => byteString(head.subarray(0, 8)) === MAGIC

/** @throws KmodError KMOD_ARCHIVE */
export function* arMembers(range: ByteRange): Generator<ArMember> {
  for (let at = MAGIC.length; at < range.size; ) {
    const header = byteString(bytesAt(range, at, HEADER_SIZE))
    const name = header.slice(0, 16).replace(/\/? *$/, '')
    const size = /^(\d+) *$/.exec(header.slice(48, 58))?.[1]
    if (size === undefined || header.slice(58) !== '`\n') throw archiveError(`no ar header at byte ${at}`)
    const start = at + HEADER_SIZE
    if (start + Number(size) > range.size) throw archiveError('it is cut off', name)
    yield { name, content: partOf(range, start, Number(size)) }
    at = start + Number(size) + (Number(size) % 2)
  }
}
