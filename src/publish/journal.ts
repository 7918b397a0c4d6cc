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
import { PUBLISHED_NAMES } from './published-names.ts'

export const JOURNAL_NAME = '.modules.publishing'

export const journalPath = (directory: string): string => `${directory}/${JOURNAL_NAME}`

/** A run that was killed while it put files in place. */
export interface Journal {
  /** The files that it has not renamed; none when the set is whole. */
  readonly unplaced: readonly { readonly temporary: string; readonly path: string }[]
}

/**
 * A journal can only name files that depmod publishes, and only regular ones. It may still be forged by anyone who can
 * write to the directory: who acts on it looks at the owner too (tidy-up.ts).
 * @param patienceNs how long a process of which nothing can be known, such as one in another container, is given
 * @returns `undefined` when there is no journal, and when its process is still at work
 */
export function readJournal(host: Host, directory: string, patienceNs: bigint): Journal | undefined {
  const path = journalPath(directory)
  // Every query of modprobe asks this: where all is well it costs one look.
  if (!host.exists(path)) return undefined
  const tag = orElse(
    () => byteString(host.readFile(path)),
    () => '',
    always,
  )
  const process = journalProcess(tag)
  if (process === undefined) return { unplaced: [] }
  if (mayBeRunning(host, process, path, patienceNs)) return undefined
  const ending = `.${tag}.tmp`
  const unplaced = orElse(
    () => host.listDirectory(directory),
    () => [],
  )
    .filter(({ name, kind }) => name.endsWith(ending) && (kind === 'file' || kind === 'unknown'))
    .map(({ name }) => ({ temporary: name, published: name.slice(1, -ending.length) }))
    .filter(({ temporary, published }) => temporary.startsWith('.') && PUBLISHED_NAMES.has(published))
    .map(({ temporary, published }) => ({
      temporary: `${directory}/${temporary}`,
      path: `${directory}/${published}`,
    }))
  return { unplaced }
}

/** The process that has written a journal with this text; `undefined` when it is no journal. */
export const journalProcess = (text: string): string | undefined => TAG.exec(text)?.[1]

/** `<process>.<random>`: who has written the files, and something that no other run has. */
const TAG = /^(\d+(?:-\d+(?:-[0-9a-z]+)?)?)\.[0-9a-z]+$/

/**
 * How long it takes to put files in place, and more: for a query, which only reports. What another run would destroy is
 * given longer (SURELY_OLD_NS).
 */
export const PUBLISHING_NS = 20_000_000n

/** No run takes an hour: what is older was left by a process that is gone, wherever it was. */
export const SURELY_OLD_NS = 3_600_000_000_000n

/**
 * Whether the process that made the file at `path` may be at work still. Where that cannot be known, the file's age
 * decides: it may be if the file was changed less than `patienceNs` ago and since this machine was started.
 */
export function mayBeRunning(host: Host, process: string, path: string, patienceNs: bigint): boolean {
  const isRunning = host.isRunning(process)
  if (isRunning !== undefined) return isRunning
  const changed = orElse(
    () => host.status(path).ctimeNs,
    () => 0n,
  )
  return changed >= host.upSince() && host.now() - changed < patienceNs
}
