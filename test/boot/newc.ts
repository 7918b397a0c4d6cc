/**
 * Writes cpio archives of format "newc" (Linux: Documentation/driver-api/early-userspace/buffer-format.rst), which
 * the kernel unpacks as its first root. Unlike cpio it needs neither root for device nodes nor a second run to give
 * the same bytes: everything belongs to root and dates from 1970.
 *
 *   entry   = header, name, NUL, padding to 4, content, padding to 4
 *   header  = "070701", then 13 numbers of 8 hex digits: ino mode uid gid nlink mtime filesize
 *             devmajor devminor rdevmajor rdevminor namesize (with its NUL) check (0)
 *   archive = entries, entry "TRAILER!!!"
 */

interface Named {
  /** Without a leading slash. Directories come before what is in them. */
  readonly path: string
}
export interface NewcFile extends Named {
  readonly kind: 'file'
  readonly content: Uint8Array
  readonly executable: boolean
}
export interface NewcDirectory extends Named {
  readonly kind: 'directory'
}
export interface NewcLink extends Named {
  readonly kind: 'link'
  readonly target: string
}
export interface NewcDevice extends Named {
  readonly kind: 'character-device'
  readonly major: number
  readonly minor: number
}
export type NewcEntry = NewcFile | NewcDirectory | NewcLink | NewcDevice

const MAGIC = '070701'
const TRAILER = 'TRAILER!!!'
const ALIGNMENT = 4
const MODES = { file: 0o100644, directory: 0o040755, link: 0o120777, 'character-device': 0o020600 } as const
const EXECUTABLE = 0o111

export function newc(entries: readonly NewcEntry[]): Buffer {
  const parts = entries.flatMap((entry, i) => [header(entry, i + 1), padded(contentOf(entry))])
  const trailer = header({ kind: 'file', path: TRAILER, content: new Uint8Array(), executable: false }, 0, 0)
  return Buffer.concat([...parts, trailer])
}

/** `ino` differs from entry to entry: equal ones with more than one link would be taken for one file. */
function header(entry: NewcEntry, ino: number, mode = modeOf(entry)): Buffer {
  const name = Buffer.from(`${entry.path}\0`)
  const nlink = entry.kind === 'directory' ? 2 : 1
  const device = entry.kind === 'character-device' ? [entry.major, entry.minor] : [0, 0]
  const numbers = [ino, mode, 0, 0, nlink, 0, contentOf(entry).length, 0, 0, ...device, name.length, 0]
  const digits = numbers.map((number) => number.toString(16).toUpperCase().padStart(8, '0'))
  return padded(Buffer.concat([Buffer.from(MAGIC + digits.join('')), name]))
}

const modeOf = (entry: NewcEntry): number =>
  MODES[entry.kind] | (entry.kind === 'file' && entry.executable ? EXECUTABLE : 0)

function contentOf(entry: NewcEntry): Uint8Array {
  if (entry.kind === 'file') return entry.content
  return entry.kind === 'link' ? Buffer.from(entry.target) : new Uint8Array()
}

function padded(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((ALIGNMENT - (bytes.length % ALIGNMENT)) % ALIGNMENT)])
}
