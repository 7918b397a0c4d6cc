/**
 * The names of files in transit: `.modules.dep.<process>.<random>.tmp` is the new one; with `.old` instead of `.tmp`, a
 * second name for the old one. The tag of the process identifies the files that a killed run left.
 */
import { always, nothing, orElse } from '../base/errors.ts'
import type { Host } from '../host/host.ts'
import { mayBeRunning, SURELY_OLD_NS } from './journal.ts'

/** A file in transit: where it is now, where it will be, and where the old one is kept meanwhile. */
export interface Pending {
  readonly name: string
  readonly path: string
  readonly temporary: string
  readonly backup: string
  /** The backup is the only copy of the old file: even putting it back failed. */
  isStranded?: true
}

/** Common to the temporary names of one run, and unique to it. */
export const newTag = (host: Host): string =>
  `${host.processTag()}.${Math.random().toString(36).slice(2, 10)}`

export const pendingFile = (directory: string, name: string, tag: string): Pending => ({
  name,
  path: `${directory}/${name}`,
  temporary: `${directory}/${hidden(name)}.${tag}.tmp`,
  backup: `${directory}/${hidden(name)}.${tag}.old`,
})

const hidden = (name: string): string => (name.startsWith('.') ? name : `.${name}`)

/** The mode of a new file that the user has named: as open(2) gives it, 0666 less the umask. */
export const BY_UMASK = 'by-umask'

const ALL_MAY_WRITE = 0o666

/**
 * Creates a file in transit; resolves when it is synced.
 * @param mode a number holds regardless of the umask
 */
export async function writeTemporary(
  host: Host,
  path: string,
  mode: number | typeof BY_UMASK,
  bytes: Uint8Array,
): Promise<void> {
  const file = mode === BY_UMASK ? host.createFile(path, ALL_MAY_WRITE) : host.createFile(path)
  try {
    if (mode !== BY_UMASK) file.setMode(mode)
    file.write(bytes)
    await file.sync()
  } finally {
    file.close()
  }
}

export function removePending(host: Host, pending: readonly Pending[]): void {
  for (const { temporary, backup, isStranded } of pending) {
    removeIfThere(host, temporary)
    if (!isStranded) removeIfThere(host, backup)
  }
}

const TEMPORARY_NAME = /^\.(modules\.[a-z.]+)\.(\d+(?:-\d+(?:-[0-9a-z]+)?)?)\.[0-9a-z]+\.(tmp|old)$/

/** A file left by a killed run: an unfinished file, or a second name of a file that it was going to replace. */
export interface LeftBehind {
  readonly path: string
  /** The file that it was to become, or was. */
  readonly place: string
  readonly isOld: boolean
}

/** The entries among `names`, of `directory`, that no running process will use again. */
export function leftBehind(host: Host, directory: string, names: readonly string[]): LeftBehind[] {
  const found: LeftBehind[] = []
  for (const name of names) {
    const [, place, process, kind] = TEMPORARY_NAME.exec(name) ?? []
    if (place === undefined || process === undefined) continue
    const path = `${directory}/${name}`
    if (!mayBeRunning(host, process, path, SURELY_OLD_NS))
      found.push({ path, place: `${directory}/${place}`, isOld: kind === 'old' })
  }
  return found
}

export function removeIfThere(host: Host, path: string): void {
  orElse(() => host.removeFile(path), nothing, always)
}
