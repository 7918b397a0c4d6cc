/**
 * The module files below a directory.
 *
 *   passed over      entries called `build`, `source` or as an `exclude` says, files and directories, at every depth
 *   links            are followed, to files and to directories
 *   other types      are reported, whatever their names
 *   control chars    in the name of a module file or a directory: it is reported and left out, because its path would
 *                    forge lines of modules.dep. Differs from kmod, which writes it as it is
 *   what fails       is reported, and the walk goes on
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
  /** The number of kmod's open file for the directory, which its messages tell. */
  readonly fd: number
}

/** kmod holds the standard files and the directories on the way down open. */
const FIRST_FD = 3

/** How deep a walk goes. kmod ends about here too, for want of more files to open than the usual 1024. */
const MAX_DEPTH = 1000

const ALWAYS_PASSED_OVER = ['build', 'source']

const S_IFMT = 0o170000

/** A directory on the way from the top to where the walk is. */
interface Level {
  readonly directory: string
  readonly entries: readonly DirectoryEntry[]
  next: number
  /** Asked for only where links make it matter. */
  status: FileStatus | undefined
  /** Whether a link was followed on the way here. */
  readonly viaLink: boolean
}

/**
 * @param excludes names to pass over besides the usual ones
 * @throws KmodError KMOD_IO when `top` itself cannot be listed
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
    const place = { directory: level.directory, name: entry.name, fd: FIRST_FD + levels.length - 1 }
    const seen = look(host, entry, place, report)
    if (seen === undefined || (seen.kind === 'file' && !isModuleFileName(entry.name))) continue
    if (hasControlCharacter(entry.name)) {
      report(diagnostic('name-unusable', { path: pathOf(place) }))
      continue
    }
    if (seen.kind === 'file') {
      yield place
      continue
    }
    const below = levelBelow(host, levels, place, seen.status, report)
    if (below !== undefined) levels.push(below)
  }
}

export const pathOf = ({ directory, name }: FoundFile): string => `${directory}/${name}`

/** What a directory entry leads to; `status` only where it had to be asked for. */
interface EntryTarget {
  readonly kind: 'file' | 'directory'
  readonly status: FileStatus | undefined
}

const PLAIN_FILE: EntryTarget = { kind: 'file', status: undefined }
const PLAIN_DIRECTORY: EntryTarget = { kind: 'directory', status: undefined }

function look(host: Host, entry: DirectoryEntry, place: FoundFile, report: Report): EntryTarget | undefined {
  if (entry.kind === 'file') return PLAIN_FILE
  if (entry.kind === 'directory') return PLAIN_DIRECTORY
  const path = pathOf(place)
  const status = orElse(
    () => host.status(path),
    (errno) => void report(diagnostic('entry-unreadable', { path, fd: place.fd, name: place.name, errno })),
  )
  if (status === undefined) return undefined
  if (status.kind === 'file' || status.kind === 'directory') return { kind: status.kind, status }
  report(diagnostic('entry-unsupported', { path, mode: status.mode & S_IFMT }))
  return undefined
}

/** The level below, unless it cannot be read or leads back to where the walk already is. */
function levelBelow(
  host: Host,
  levels: readonly Level[],
  place: FoundFile,
  followed: FileStatus | undefined,
  report: Report,
): Level | undefined {
  const directory = pathOf(place)
  const refused = (errno: string): undefined =>
    void report(
      diagnostic('subdirectory-unreadable', { path: directory, fd: place.fd, name: place.name, errno }),
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

/** Only a link can lead back, so without links no directory is ever asked for its status. */
function isSameDirectory(host: Host, level: Level, { dev, ino }: FileStatus): boolean {
  level.status ??= orElse(() => host.status(level.directory), nothing)
  return level.status?.dev === dev && level.status.ino === ino
}
