/**
 * Writes a single file that the user named: as a whole or not at all, without the journal that a set of files has, and
 * without touching what a killed run left next to it.
 *
 *   nothing there        a new file, mode 0666 less the umask; the directory must be there
 *   a regular file       is replaced by one of the same permissions (not set-user-ID, set-group-ID and sticky)
 *   a symbolic link      stays; the file that it leads to is written
 *   a directory          is refused
 *   anything else        (device, FIFO, socket) is written to, never replaced; a FIFO without a reader is refused
 */
import { duringStep, isKmodError, KmodError } from '../base/errors.ts'
import { absoluteFrom, basename, directoryOf, fromByteString } from '../base/names.ts'
import type { FileStatus, Host } from '../host/host.ts'
import { JOURNAL_NAME } from './journal.ts'
import { lockDirectory } from './publish-lock.ts'
import { BY_UMASK, newTag, pendingFile, removeIfThere, writeTemporary } from './temporary-files.ts'

const PERMISSIONS = 0o777
/** Linux: MAXSYMLINKS. */
const MAX_LINKS = 40

/**
 * In a module directory, holds off runs of depmod meanwhile, from before `make` is called.
 * @param path a byte string, absolute or below the working directory
 * @returns the bytes written
 * @throws KmodError KMOD_IO with step `write-outputs`, and what `make` throws: the old file stays
 */
export async function writeFile(host: Host, path: string, make: () => Uint8Array): Promise<Uint8Array> {
  const absolute = absoluteFrom(host.workingDirectory(), path)
  const target = duringStep('write-outputs', path, () => targetOf(host, absolute))
  if (target.kind === 'stream') {
    const bytes = make()
    duringStep('write-outputs', path, () => host.writeInto(absolute, bytes))
    return bytes
  }
  const directory = directoryOf(target.path)
  const lock = isModuleDirectory(host, directory)
    ? await lockDirectory(host, directory, () => undefined)
    : undefined
  try {
    const bytes = make()
    await replace(host, directory, target, bytes, path)
    return bytes
  } finally {
    lock?.release()
  }
}

type Target =
  | { readonly kind: 'file'; readonly path: string; readonly mode: number | typeof BY_UMASK }
  /** The target, to be opened and written to. */
  | { readonly kind: 'stream' }

function targetOf(host: Host, path: string): Target {
  const status = statusOf(host, path)
  if (status?.kind === 'directory')
    throw new KmodError('KMOD_IO', `Cannot write to "${fromByteString(path)}": it is a directory`, {
      path,
      errno: 'EISDIR',
    })
  if (status !== undefined && status.kind !== 'file') return { kind: 'stream' }
  const end = linkEnd(host, path)
  // /dev/stdout leads to an open file, which is written to even if its name has been taken by another file since.
  if (end === undefined) return { kind: 'stream' }
  return { kind: 'file', path: end, mode: status === undefined ? BY_UMASK : status.mode & PERMISSIONS }
}

/** `undefined` when nothing exists there. */
function statusOf(host: Host, path: string): FileStatus | undefined {
  try {
    return host.status(path)
  } catch (error) {
    if (!isKmodError(error) || error.details.errno !== 'ENOENT') throw error
    return undefined
  }
}

/** Directories of links to the open files of a process. */
const OPEN_FILES = /^(\/proc\/|\/dev\/fd\/)/

/** Follows links from `path` to the first path that is not a link; `undefined` for an open file of a process. */
function linkEnd(host: Host, path: string): string | undefined {
  let end = path
  for (let links = 0; links < MAX_LINKS; links++) {
    const target = linkAt(host, end)
    if (target === undefined) return end
    const directory = end.slice(0, end.lastIndexOf('/') + 1)
    if (OPEN_FILES.test(directory)) return undefined
    end = target.startsWith('/') ? target : directory + target
  }
  throw new KmodError('KMOD_IO', `Cannot write to "${fromByteString(path)}": ELOOP`, { path, errno: 'ELOOP' })
}

/** `undefined` for anything but a link, and if nothing exists there yet. */
function linkAt(host: Host, path: string): string | undefined {
  try {
    return host.readLink(path)
  } catch (error) {
    if (!isKmodError(error) || error.details.errno !== 'ENOENT') throw error
    return undefined
  }
}

/** depmod creates the first two; a directory in which it has never run has the last. */
const SIGNS = ['modules.dep.bin', JOURNAL_NAME, 'modules.order']

const isModuleDirectory = (host: Host, directory: string): boolean =>
  SIGNS.some((name) => host.exists(`${directory}/${name}`))

/** @param asked the path that errors name */
async function replace(
  host: Host,
  directory: string,
  { path, mode }: Extract<Target, { kind: 'file' }>,
  bytes: Uint8Array,
  asked: string,
): Promise<void> {
  const pending = pendingFile(directory, basename(path), newTag(host))
  const endWatch = host.onTermination(() => removeIfThere(host, pending.temporary))
  try {
    await writeTemporary(host, pending.temporary, mode, bytes)
    host.rename(pending.temporary, path)
    host.syncDirectory(directory)
  } catch (error) {
    removeIfThere(host, pending.temporary)
    throw isKmodError(error) ? cannotWrite(asked, error) : error
  } finally {
    endWatch()
  }
}

/** Names the file that could not be written, not the temporary one. */
function cannotWrite(path: string, { code, message, details }: KmodError): KmodError {
  const { errno } = details
  const text = errno === undefined ? message : `Cannot write "${fromByteString(path)}": ${errno}`
  return new KmodError(code, text, { ...details, step: 'write-outputs', path })
}
