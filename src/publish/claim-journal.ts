/**
 * Claims the journal, which only one run can hold: runs in different network namespaces share no lock
 * (publish-lock.ts), and files that two runs rename at the same time would be a mixed set.
 */
import { byteString } from '../base/bytes.ts'
import { always, isKmodError, orElse } from '../base/errors.ts'
import type { Host } from '../host/host.ts'
import { journalProcess, mayBeRunning, SURELY_OLD_NS } from './journal.ts'
import { type Pending, removeIfThere } from './temporary-files.ts'

/** Pause between two attempts. */
const PAUSE_MS = 20
/**
 * Putting files in place takes milliseconds. A run that has not done so after this long was killed or is stopped, or
 * the journal is not one of ours.
 */
export const CLAIM_WAIT_MS = 2_000

/**
 * Puts the journal in place, after waiting for another run that holds it. The caller must not await anything between
 * this and removing the journal.
 * @throws KmodError KMOD_IO
 */
export async function claimJournal(
  host: Host,
  journal: Pending,
  waitMs: number = CLAIM_WAIT_MS,
): Promise<void> {
  for (let waited = 0; waited < waitMs; waited += PAUSE_MS) {
    if (tryLink(host, journal)) return
    if (!isOfLiveRun(host, journal.path)) break
    await host.pause(PAUSE_MS)
  }
  host.rename(journal.temporary, journal.path)
}

/** @returns false when there is a journal already, or the file system has no hard links */
function tryLink(host: Host, { temporary, path }: Pending): boolean {
  try {
    host.link(temporary, path)
  } catch (error) {
    if (!isKmodError(error) || !CANNOT_LINK.includes(error.details.errno ?? '')) throw error
    return false
  }
  removeIfThere(host, temporary)
  return true
}

const CANNOT_LINK = ['EEXIST', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']

function isOfLiveRun(host: Host, path: string): boolean {
  if (!host.exists(path)) return false
  const process = journalProcess(
    orElse(
      () => byteString(host.readFile(path)),
      () => '',
      always,
    ),
  )
  return process !== undefined && mayBeRunning(host, process, path, SURELY_OLD_NS)
}
