/**
 * What tells that files are being put in place: `.modules.publishing`, which holds the tag of the new files' temporary
 * names. It stands there while they are renamed, some 100 microseconds: no system call renames eleven files at once. A
 * journal whose process runs no more is the trace of a run that was killed (or a machine that lost power) there, when
 * some files may be new and others old. Who finds it knows that all new files are complete and on the disk: it is put
 * in place after they are, and before the first of them is.
 */
import { byteString } from '../base/bytes.ts'
import { always, orElse } from '../base/errors.ts'
import type { Host } from '../host/host.ts'

export const JOURNAL_NAME = '.modules.publishing'

export const journalPath = (directory: string): string => `${directory}/${JOURNAL_NAME}`

/** A run that was killed while it put files in place. */
export interface Journal {
  /** The files that it has not renamed; none when the set is whole. */
  readonly unplaced: readonly { readonly temporary: string; readonly path: string }[]
}

/** `undefined` when there is no journal, and when its process is still at work. */
export function readJournal(host: Host, directory: string): Journal | undefined {
  // Every query of modprobe asks this: where all is well it costs one look.
  if (!host.exists(journalPath(directory))) return undefined
  const tag = orElse(
    () => byteString(host.readFile(journalPath(directory))),
    () => '',
    always,
  )
  const process = TAG.exec(tag)?.[1]
  if (process === undefined) return { unplaced: [] }
  if (host.isRunning(process)) return undefined
  const ending = `.${tag}.tmp`
  const unplaced = orElse(
    () => host.listDirectory(directory),
    () => [],
  )
    .filter(({ name }) => name.startsWith('.modules.') && name.endsWith(ending))
    .map(({ name }) => ({
      temporary: `${directory}/${name}`,
      path: `${directory}/${name.slice(1, -ending.length)}`,
    }))
  return { unplaced }
}

/** `<process>.<random>`: who has written the files, and something that no other run has. */
const TAG = /^(\d+(?:-\d+)?)\.[0-9a-z]+$/
