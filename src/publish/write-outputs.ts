/**
 * Puts finished files in place, all or none. Every file is written under a temporary name and synced first; only when
 * all are complete are they renamed, and the directory is synced last. On any failure the old files remain, the
 * temporary ones are removed, and the error says why; the same holds when the process receives a signal to terminate.
 * The next run removes what a killed process left, and finishes what it had begun (tidy-up.ts).
 *
 * differs from kmod: kmod renames each file before it makes the next, syncs none, and installs a file that was
 * truncated on a full disk.
 */
import { duringStep, isAnyKmodError, KmodError, nothing, orElse } from '../base/errors.ts'
import { fromByteString } from '../base/names.ts'
import type { DirectoryEntry, Host } from '../host/host.ts'
import type { Output } from '../indexes/output.ts'
import { claimJournal } from './claim-journal.ts'
import { JOURNAL_NAME } from './journal.ts'
import {
  type LeftBehind,
  leftBehind,
  newTag,
  type Pending,
  pendingFile,
  removeIfThere,
  removePending,
  writeTemporary,
} from './temporary-files.ts'

/** Readable by all, regardless of the umask, as in kmod >= 35. */
const FILE_MODE = 0o644

/** @throws KmodError KMOD_IO with step `make-directory` */
export const makeOutputDirectory = (host: Host, directory: string): void =>
  duringStep('make-directory', directory, () => host.makeDirectory(directory))

/**
 * @param directory created, with its parents, if missing
 * @param outputs requested one at a time: while one is being written to disk the next one is made
 * @returns the outputs
 * @throws errors of making an output, and KmodError KMOD_IO: with step `write-outputs` when the old files remain, with
 * step `put-back` when some could not be put back and are still there under a temporary name
 */
export async function writeOutputs(
  host: Host,
  directory: string,
  outputs: Iterable<Output>,
): Promise<Output[]> {
  makeOutputDirectory(host, directory)
  const tag = newTag(host)
  const made: Output[] = []
  const pending: Pending[] = []
  const syncs: Promise<void>[] = []
  const journal = pendingFile(directory, JOURNAL_NAME, tag)
  const endWatch = host.onTermination(() => removePending(host, [...pending, journal]))
  try {
    const { left, kinds } = lookAround(host, directory)
    for (const output of outputs) {
      const file = pendingFile(directory, output.name, tag)
      refuseDirectory(file, kinds)
      made.push(output)
      pending.push(file)
      syncs.push(writeTemporary(host, file.temporary, FILE_MODE, output.bytes))
    }
    syncs.push(writeTemporary(host, journal.temporary, FILE_MODE, Buffer.from(tag, 'latin1')))
    for (const result of await Promise.allSettled(syncs))
      if (result.status === 'rejected') throw result.reason
    await claimJournal(host, journal)
    putInPlace(host, directory, pending, journal)
    // Old files too: now there is a complete set of new ones.
    for (const { path } of left) removeIfThere(host, path)
    return made
  } catch (error) {
    await Promise.allSettled(syncs)
    removePending(host, [...pending, journal])
    // The name of the temporary file means nothing to the reader; the directory does.
    const step = pending.some(({ isStranded }) => isStranded) ? 'put-back' : 'write-outputs'
    return duringStep(step, directory, () => {
      throw error
    })
  } finally {
    endWatch()
  }
}

interface Surroundings {
  /** Files left by killed runs. */
  readonly left: LeftBehind[]
  /** The type of each entry in the directory. */
  readonly kinds: ReadonlyMap<string, DirectoryEntry['kind']>
}

function lookAround(host: Host, directory: string): Surroundings {
  const kinds = new Map(host.listDirectory(directory).map(({ name, kind }) => [name, kind]))
  return { kinds, left: leftBehind(host, directory, [...kinds.keys()]) }
}

/** A rename onto a directory would fail after others have happened. */
function refuseDirectory({ name, path }: Pending, kinds: Surroundings['kinds']): void {
  if (kinds.get(name) === 'directory')
    throw new KmodError('KMOD_IO', `Cannot replace "${fromByteString(path)}": it is a directory`, {
      path,
      errno: 'EISDIR',
    })
}

/**
 * Renames in the order of the outputs, once the journal is in place, and removes it at the end. When a rename or the
 * sync fails, all of it is undone.
 *
 * The order makes a mixed set as harmless as possible to readers that do not know of it (kmod): modules.dep.bin comes
 * first, and its entries are correct from then on; an older alias leads to a module that is looked up in it.
 */
function putInPlace(host: Host, directory: string, pending: readonly Pending[], journal: Pending): void {
  const oldFiles: OldFile[] = []
  let renamed = 0
  try {
    for (const { path, backup } of pending) oldFiles.push(keepOldFile(host, path, backup))
    for (const { path, temporary } of pending) {
      host.rename(temporary, path)
      renamed++
    }
    host.syncDirectory(directory)
    for (const [i, { backup }] of pending.entries()) if (oldFiles[i] === 'kept') removeIfThere(host, backup)
  } catch (error) {
    for (const [i, done] of pending.slice(0, renamed).entries()) putBack(host, done, oldFiles[i])
    throw error
  } finally {
    removeIfThere(host, journal.path)
  }
}

type OldFile = 'kept' | 'absent'

const NO_HARD_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']

/** Gives the old file a second name, or copies it where the file system has no hard links. */
function keepOldFile(host: Host, path: string, backup: string): OldFile {
  try {
    host.link(path, backup)
  } catch (error) {
    const errno = isAnyKmodError(error) ? (error.details.errno ?? '') : ''
    if (errno === 'ENOENT') return 'absent'
    if (!NO_HARD_LINKS.includes(errno)) throw error
    return copyOldFile(host, path, backup)
  }
  return 'kept'
}

function copyOldFile(host: Host, path: string, backup: string): OldFile {
  const bytes = orElse(
    () => host.readFile(path),
    nothing,
    ({ details }) => details.errno === 'ENOENT',
  )
  if (bytes === undefined) return 'absent'
  const file = host.createFile(backup)
  try {
    file.setMode(FILE_MODE)
    file.write(bytes)
  } finally {
    file.close()
  }
  return 'kept'
}

function putBack(host: Host, done: Pending, old: OldFile | undefined): void {
  if (old === 'absent') {
    removeIfThere(host, done.path)
    return
  }
  try {
    host.rename(done.backup, done.path)
  } catch (error) {
    if (!isAnyKmodError(error)) throw error
    done.isStranded = true
  }
}
