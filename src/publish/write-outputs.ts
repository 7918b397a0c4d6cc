/**
 * Puts finished files in place, all or none. Every file is written under a temporary name and synced first; only when
 * all are complete are they renamed, and the directory is synced last. Whatever fails, the old files stand, the
 * temporary ones are gone, and the error says why.
 *
 * differs from kmod: kmod renames each file before it makes the next, syncs none, and puts a file in place that a full
 * disk has cut.
 */
import { duringStep, isKmodError, KmodError } from '../base/errors.ts'
import type { Host } from '../host/host.ts'
import type { Output } from '../indexes/output.ts'

/** kmod >= 35 and we: readable by all, whatever the umask. */
const FILE_MODE = 0o644

/** A file on its way: where it is now, where it will be, and where the old one is kept meanwhile. */
interface Pending {
  readonly name: string
  readonly path: string
  readonly temporary: string
  readonly backup: string
  /** The backup is all that is left of the old file: not even taking back worked. */
  isStranded?: true
}

/**
 * @param directory is made, with its parents, when it is missing
 * @throws KmodError KMOD_IO with the path that was refused
 */
export async function writeOutputs(host: Host, directory: string, outputs: readonly Output[]): Promise<void> {
  duringStep('make-directory', directory, () => host.makeDirectory(directory))
  const tag = `${process.pid}.${Math.random().toString(36).slice(2, 10)}`
  const pending = outputs.map(
    ({ name }): Pending => ({
      name,
      path: `${directory}/${name}`,
      temporary: `${directory}/.${name}.${tag}.tmp`,
      backup: `${directory}/.${name}.${tag}.old`,
    }),
  )
  try {
    refuseDirectories(host, directory, pending)
    await writeAll(host, pending, outputs)
    putInPlace(host, directory, pending)
  } catch (error) {
    // Which of the temporary files it was says nothing to the reader: the directory does.
    duringStep('write-outputs', directory, () => {
      throw error
    })
  } finally {
    for (const { temporary, backup, isStranded } of pending) {
      removeIfThere(host, temporary)
      if (!isStranded) removeIfThere(host, backup)
    }
  }
}

/** A rename onto a directory would fail when others have happened already. */
function refuseDirectories(host: Host, directory: string, pending: readonly Pending[]): void {
  const directories = host.listDirectory(directory).filter(({ kind }) => kind === 'directory')
  for (const { name, path } of pending)
    if (directories.some((entry) => entry.name === name))
      throw new KmodError('KMOD_IO', `Cannot replace "${path}": it is a directory`, { path, errno: 'EISDIR' })
}

/** While one file is on its way to the disk the next one is written. */
async function writeAll(host: Host, pending: readonly Pending[], outputs: readonly Output[]): Promise<void> {
  const written = await Promise.allSettled(
    pending.map(({ temporary }, i) => writeOne(host, temporary, outputs[i]?.bytes ?? new Uint8Array(0))),
  )
  for (const result of written) if (result.status === 'rejected') throw result.reason
}

async function writeOne(host: Host, path: string, bytes: Uint8Array): Promise<void> {
  const file = host.createFile(path)
  try {
    file.setMode(FILE_MODE)
    file.write(bytes)
    await file.sync()
  } finally {
    file.close()
  }
}

/** Renames in the order of the outputs. When that or the last sync is refused, all of it is taken back. */
function putInPlace(host: Host, directory: string, pending: readonly Pending[]): void {
  const oldFiles = pending.map(({ path, backup }) => keepOldFile(host, path, backup))
  let renamed = 0
  try {
    for (const { path, temporary } of pending) {
      host.rename(temporary, path)
      renamed++
    }
    host.syncDirectory(directory)
  } catch (error) {
    for (const [i, done] of pending.slice(0, renamed).entries()) takeBack(host, done, oldFiles[i])
    throw error
  }
}

/** `kept` under the backup name; `lost` where the file system has no hard links. */
type OldFile = 'kept' | 'absent' | 'lost'

const NO_HARD_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']

function keepOldFile(host: Host, path: string, backup: string): OldFile {
  try {
    host.link(path, backup)
    return 'kept'
  } catch (error) {
    const errno = isKmodError(error) ? (error.details.errno ?? '') : ''
    if (errno === 'ENOENT') return 'absent'
    if (NO_HARD_LINKS.includes(errno)) return 'lost'
    throw error
  }
}

function takeBack(host: Host, done: Pending, old: OldFile | undefined): void {
  if (old === 'absent') removeIfThere(host, done.path)
  if (old !== 'kept') return
  try {
    host.rename(done.backup, done.path)
  } catch (error) {
    if (!isKmodError(error)) throw error
    done.isStranded = true
  }
}

function removeIfThere(host: Host, path: string): void {
  try {
    host.removeFile(path)
  } catch (error) {
    if (!isKmodError(error)) throw error
  }
}
