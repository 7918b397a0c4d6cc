/**
 * The mark of files that are being put in place: `.modules.publishing`, which holds the tag of the new files' temporary
 * names. It exists while they are renamed, some 100 microseconds: no system call renames eleven files at once. A
 * journal whose process no longer runs shows that a run was killed (or the machine lost power) there, when some files
 * may be new and others old. All new files are then known to be complete and on the disk: the journal is put in place
 * after they are, and before the first of them is.
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
 * write to the directory: code that acts on it checks the owner too (tidy-up.ts).
 * @param patienceNs grace period for a process whose state cannot be known, such as one in another container
 * @returns `undefined` when there is no journal, or when its process is still at work
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

/** The process that wrote a journal with this text; `undefined` when it is not a journal. */
export const journalProcess = (text: string): string | undefined => TAG.exec(text)?.[1]

/** `<process>.<random>`: the writing process, and a value unique to the run. */
const TAG = /^(\d+(?:-\d+(?:-[0-9a-z]+)?)?)\.[0-9a-z]+$/

/**
 * Longer than putting files in place takes: for a query, which only reports. Before another run's files are destroyed,
 * more time is given (SURELY_OLD_NS).
 */
export const PUBLISHING_NS = 20_000_000n

/** No run takes an hour: an older file was left by a process that is gone, wherever it ran. */
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
