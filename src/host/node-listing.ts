/** The part of the Node.js host that lists directories. */
import { type Dirent, readdirSync } from 'node:fs'
import { compareBytes, isAscii } from '../base/names.ts'
import type { DirectoryEntry } from './host.ts'
import { asking, nodePath } from './node-errors.ts'

/**
 * Names are bytes, and Node would allocate a buffer for each name, in 900 directories. So they are read as latin1 text
 * first. If a name is not ASCII, or anything fails, the directory is listed again as bytes: for entries whose type the
 * file system does not report, Node calls lstat() itself, with names that it takes for UTF-8.
 */
export function listDirectory(path: string): DirectoryEntry[] {
  const entries = listText(path) ?? listBytes(path)
  if (!isSorted(entries)) entries.sort((a, b) => compareBytes(a.name, b.name))
  return entries
}

const AS_TEXT = { withFileTypes: true, encoding: 'latin1' } as const

function listText(path: string): DirectoryEntry[] | undefined {
  const native = nodePath(path)
  if (typeof native !== 'string') return undefined
  let listed: Dirent[]
  try {
    listed = readdirSync(native, AS_TEXT)
  } catch {
    return undefined
  }
  const entries: DirectoryEntry[] = []
  // All names at once: a call for each takes longer.
  let names = ''
  for (const entry of listed) {
    names += entry.name
    entries.push({ name: entry.name, kind: kindOf(entry) })
  }
  return isAscii(names) ? entries : undefined
}

const listBytes = (path: string): DirectoryEntry[] =>
  asking(path, 'list directory', (p) => readdirSync(p, { withFileTypes: true, encoding: 'buffer' })).map(
    (entry) => ({ name: entry.name.toString('latin1'), kind: kindOf(entry) }),
  )

function kindOf(entry: Dirent | Dirent<Buffer>): DirectoryEntry['kind'] {
  if (entry.isFile()) return 'file'
  if (entry.isDirectory()) return 'directory'
  if (entry.isSymbolicLink()) return 'symlink'
  return isOther(entry) ? 'other' : 'unknown'
}

const isOther = (entry: Dirent | Dirent<Buffer>): boolean =>
  entry.isFIFO() || entry.isSocket() || entry.isBlockDevice() || entry.isCharacterDevice()

/** libuv sorts what it lists, except on Windows. */
function isSorted(entries: readonly DirectoryEntry[]): boolean {
  let last = ''
  for (const { name } of entries) {
    if (name < last) return false
    last = name
  }
  return true
}
