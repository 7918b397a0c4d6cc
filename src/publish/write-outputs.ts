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
  readonly path: string
  readonly temporary: string
  readonly backup: string
}

/**
 * @param directory is made, with its parents, when it is missing
 * @throws KmodError KMOD_IO with the path that was refused
 */
export async function writeOutputs(host: Host, directory: string, outputs: readonly Output[]): Promise<void> {
  duringStep('make-directory', directory, () => host.makeDirectory(directory))
  const tag = `${process.pid}.${Math.random().toString(36).slice(2, 10)}`
  const pending = outputs.map(({ name }) => ({
    path: `${directory}/${name}`,
    temporary: `${directory}/.${name}.${tag}.tmp`,
    backup: `${directory}/.${name}.${tag}.old`,
  }))
  try {
    refuseDirectories(host, pending)
    await writeAll(host, pending, outputs)
    renameAll(host, pending)
  } catch (error) {
    // Which of the temporary files it was says nothing to the reader: the directory does.
    duringStep('write-outputs', directory, () => {
      throw error
    })
  } finally {
    for (const { temporary, backup } of pending) {
      removeIfThere(host, temporary)
      removeIfThere(host, backup)
    }
  }
  host.syncDirectory(directory)
}

/** A rename onto a directory would fail when others have happened already. */
function refuseDirectories(host: Host, pending: readonly Pending[]): void {
  for (const { path } of pending)
    if (isDirectory(host, path))
      throw new KmodError('KMOD_IO', `Cannot replace "${path}": it is a directory`, { path, errno: 'EISDIR' })
}

function isDirectory(host: Host, path: string): boolean {
  try {
    return host.status(path).kind === 'directory'
  } catch {
    return false
  }
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

/** Renames in the order of the outputs. When one is refused, those before it are taken back. */
function renameAll(host: Host, pending: readonly Pending[]): void {
  const oldFiles = pending.map(({ path, backup }) => keepOldFile(host, path, backup))
  for (const [i, { path, temporary }] of pending.entries()) {
    try {
      host.rename(temporary, path)
    } catch (error) {
      for (const [j, done] of pending.slice(0, i).entries()) takeBack(host, done, oldFiles[j])
      throw error
    }
  }
}

/** `kept` under the backup name; `lost` where the file system has no hard links. */
type OldFile = 'kept' | 'absent' | 'lost'

function keepOldFile(host: Host, path: string, backup: string): OldFile {
  try {
    host.link(path, backup)
    return 'kept'
  } catch (error) {
    if (!isKmodError(error)) throw error
    return error.details.errno === 'ENOENT' ? 'absent' : 'lost'
  }
}

function takeBack(host: Host, { path, backup }: Pending, old: OldFile | undefined): void {
  if (old === 'kept') host.rename(backup, path)
  if (old === 'absent') removeIfThere(host, path)
}

function removeIfThere(host: Host, path: string): void {
  try {
    host.removeFile(path)
  } catch (error) {
    if (!isKmodError(error)) throw error
  }
}
