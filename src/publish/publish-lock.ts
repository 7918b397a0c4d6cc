/**
 * Serialises runs on one directory, from before the first module is read until the last file is in place: if only the
 * writing were guarded, a run that read the tree earlier could publish later, and modules installed in between would be
 * missing from the index.
 */
import { diagnostic, type Report } from '../base/diagnostic.ts'
import { isAnyKmodError } from '../base/errors.ts'
import type { Host, Lock } from '../host/host.ts'

/** Pause between two attempts. */
const PAUSE_MS = 20
/** A wait long enough to be noticed is reported. */
const TOLD_AFTER_MS = 5_000
/**
 * Anybody may hold the lock, as with any lock on a directory that all can read, and a run can be stopped by a debugger:
 * after this long the run goes on without it. All that is lost then is the order of runs; each is all or nothing by
 * itself.
 */
export const LOCK_WAIT_MS = 120_000

export interface LockWait {
  /** Milliseconds; default: LOCK_WAIT_MS. */
  readonly waitMs?: number
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined
}

/**
 * @returns `undefined` when the directory does not exist, or the lock cannot be taken
 * @throws the reason of the signal when it is aborted before the lock is taken
 */
export async function lockDirectory(
  host: Host,
  directory: string,
  report: Report,
  { waitMs = LOCK_WAIT_MS, signal }: LockWait = {},
): Promise<Lock | undefined> {
  let isTold = false
  for (let waited = 0; ; waited += PAUSE_MS) {
    const lock = await tryLock(host, directory)
    if (lock !== 'taken') return lock
    if (waited >= waitMs) {
      report(diagnostic('lock-not-had', { directory, seconds: Math.round(waited / 1000) }))
      return undefined
    }
    if (waited >= TOLD_AFTER_MS && !isTold) {
      report(diagnostic('lock-awaited', { directory }))
      isTold = true
    }
    await host.pause(PAUSE_MS)
    signal?.throwIfAborted()
  }
}

async function tryLock(host: Host, directory: string): Promise<Lock | undefined | 'taken'> {
  try {
    return (await host.tryLock(directory)) ?? 'taken'
  } catch (error) {
    if (!isAnyKmodError(error)) throw error
    return undefined
  }
}
