/**
 * The names of files on their way: `.modules.dep.<process>.<random>.tmp` is the new one, `.old` in place of `.tmp` a
 * second name for the old one. The number of the process tells which of them a run that was killed has left behind.
 */
import { isKmodError } from '../base/errors.ts'
import type { Host } from '../host/host.ts'

/** A file on its way: where it is now, where it will be, and where the old one is kept meanwhile. */
export interface Pending {
  readonly name: string
  readonly path: string
  readonly temporary: string
  readonly backup: string
  /** The backup is all that is left of the old file: not even putting it back worked. */
  isStranded?: true
}

export function pendingFiles(host: Host, directory: string, names: readonly string[]): Pending[] {
  const tag = `${host.processId}.${Math.random().toString(36).slice(2, 10)}`
  return names.map((name) => ({
    name,
    path: `${directory}/${name}`,
    temporary: `${directory}/.${name}.${tag}.tmp`,
    backup: `${directory}/.${name}.${tag}.old`,
  }))
}

export function removePending(host: Host, pending: readonly Pending[]): void {
  for (const { temporary, backup, isStranded } of pending) {
    removeIfThere(host, temporary)
    if (!isStranded) removeIfThere(host, backup)
  }
}

const LEFT_BEHIND = /^\.modules\.[a-z.]+\.(\d+)\.[0-9a-z]+\.(tmp|old)$/

/** Removes what runs that were killed have left in `directory`, of which `names` are the entries. */
export function removeLeftBehind(host: Host, directory: string, names: readonly string[]): void {
  for (const name of names) {
    const processId = LEFT_BEHIND.exec(name)?.[1]
    if (processId !== undefined && !host.isProcess(Number(processId)))
      removeIfThere(host, `${directory}/${name}`)
  }
}

export function removeIfThere(host: Host, path: string): void {
  try {
    host.removeFile(path)
  } catch (error) {
    if (!isKmodError(error)) throw error
  }
}
