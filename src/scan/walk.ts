/**
 * Walks the module files below a directory.
 *
 *   skipped          entries called `build`, `source` or like an `exclude`, files and directories, at every depth
 *   links            are followed, to files and to directories
 *   other types      are reported, with any name
 *   control chars    in the name of a module file or a directory: it is reported and left out, because its path would
 *                    forge lines of modules.dep. Differs from kmod, which writes it as it is
 *   failures         are reported, and the walk goes on
 *
 * Entries come in strcmp() order, a directory's own between those around it. Differs from kmod: its order is that of
 * readdir(), so which of two files for one modname wins can differ there from one file system to the next.
 *
 * kmod: depmod_modules_search_dir() and depmod_modules_search_file() of tools/depmod.c; should_exclude_dir().
 */

import { diagnostic, type Report } from '../base/diagnostic.ts'
import { nothing, orElse } from '../base/errors.ts'
import type { DirectoryEntry, FileStatus, Host } from '../host/host.ts'
import { hasControlCharacter, isModuleFileName } from './module-file.ts'

export interface FoundFile {
  readonly directory: string
  readonly name: string
  /** The file descriptor of the directory in kmod, which its messages contain. */
  readonly fd: number
}

/** kmod keeps the standard streams and the directories on the way down open. */
const FIRST_FD = 3

/** The maximum depth of a walk. kmod stops at about the same depth, at the usual limit of 1024 open files. */
const MAX_DEPTH = 1000

const ALWAYS_PASSED_OVER = ['build', 'source']

const S_IFMT = 0o170000

/** A directory on the path from the top to the current one. */
interface Level {
  readonly directory: string
  readonly entries: readonly DirectoryEntry[]
  next: number
  /** Queried only where links make it necessary. */
  status: FileStatus | undefined
  /** Whether a link was followed on the path to it. */
  readonly viaLink: boolean
}

/**
 * @param excludes names to skip besides the usual ones
 * @throws KmodError KMOD_IO if `top` itself cannot be listed
 */
export function* walkModuleFiles(
  host: Host,
  top: string,
  excludes: readonly string[],
  report: Report,
): Generator<FoundFile, void, void> {
  const passedOver = new Set([...ALWAYS_PASSED_OVER, ...excludes])
  const levels: Level[] = [
    { directory: top, entries: host.listDirectory(top), next: 0, status: undefined, viaLink: false },
  ]
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const entry = level.entries[level.next++]
    if (entry === undefined) {
      levels.pop()
      continue
    }
    if (passedOver.has(entry.name)) continue
    const found = { directory: level.directory, name: entry.name, fd: FIRST_FD + levels.length - 1 }
    const seen = look(host, entry, found, report)
    if (seen === undefined || (seen.kind === 'file' && !isModuleFileName(entry.name))) continue
    if (hasControlCharacter(entry.name)) {
      report(diagnostic('name-unusable', { path: pathOf(found) }))
      continue
    }
    if (seen.kind === 'file') {
      yield found
      continue
    }
    const below = levelBelow(host, levels, found, seen.status, report)
    if (below !== undefined) levels.push(below)
  }
}

export const pathOf = ({ directory, name }: FoundFile): string => `${directory}/${name}`

/** The target of a directory entry; `status` only if it had to be queried. */
interface EntryTarget {
  readonly kind: 'file' | 'directory'
  readonly status: FileStatus | undefined
}

const PLAIN_FILE: EntryTarget = { kind: 'file', status: undefined }
const PLAIN_DIRECTORY: EntryTarget = { kind: 'directory', status: undefined }

function look(host: Host, entry: DirectoryEntry, found: FoundFile, report: Report): EntryTarget | undefined {
  if (entry.kind === 'file') return PLAIN_FILE
  if (entry.kind === 'directory') return PLAIN_DIRECTORY
  const path = pathOf(found)
  const status = orElse(
    () => host.status(path),
    (errno) => void report(diagnostic('entry-unreadable', { path, fd: found.fd, name: found.name, errno })),
  )
  if (status === undefined) return undefined
  if (status.kind === 'file' || status.kind === 'directory') return { kind: status.kind, status }
  report(diagnostic('entry-unsupported', { path, mode: status.mode & S_IFMT }))
  return undefined
}

/** The level below, unless it is unreadable or leads back to a directory on the current path. */
function levelBelow(
  host: Host,
  levels: readonly Level[],
  found: FoundFile,
  followed: FileStatus | undefined,
  report: Report,
): Level | undefined {
  const directory = pathOf(found)
  const refused = (errno: string): undefined =>
    void report(
      diagnostic('subdirectory-unreadable', { path: directory, fd: found.fd, name: found.name, errno }),
    )
  if (levels.length > MAX_DEPTH) {
    refused('EMFILE')
    return undefined
  }
  const viaLink = followed !== undefined || levels.at(-1)?.viaLink === true
  const status = followed ?? (viaLink ? orElse(() => host.status(directory), refused) : undefined)
  if (viaLink && status === undefined) return undefined
  const same = status && levels.find((level) => isSameDirectory(host, level, status))
  if (same) {
    report(diagnostic('directory-loop', { path: directory, target: same.directory }))
    return undefined
  }
  const entries = orElse(() => host.listDirectory(directory), refused)
  return entries && { directory, entries, next: 0, status, viaLink }
}

/** Only a link can lead back, so without links no directory is ever stat()ed. */
function isSameDirectory(host: Host, level: Level, { dev, ino }: FileStatus): boolean {
  level.status ??= orElse(() => host.status(level.directory), nothing)
  return level.status?.dev === dev && level.status.ino === ino
}
