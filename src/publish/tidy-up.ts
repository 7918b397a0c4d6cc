/** Cleans up a directory before a run writes to it, if the run before it was killed. */
import { diagnostic, type Report } from '../base/diagnostic.ts'
import { always, duringStep, nothing, orElse } from '../base/errors.ts'
import type { Host } from '../host/host.ts'
import { type Journal, journalPath, readJournal, SURELY_OLD_NS } from './journal.ts'
import { type LeftBehind, leftBehind, removeIfThere } from './temporary-files.ts'

/**
 * Completes the set of files in `directory` and removes leftovers. A run that was killed before the first rename has
 * changed nothing; one that was killed between the renames had all its files complete, so the rest of them are renamed.
 * @throws KmodError KMOD_IO with step `write-outputs` when the set cannot be completed
 */
export function tidyUp(host: Host, directory: string, report: Report): void {
  const left = leftBehind(host, directory, listNames(host, directory))
  const journal = readJournal(host, directory, SURELY_OLD_NS)
  const unplaced = journal?.unplaced ?? []
  if (unplaced.length > 0) {
    // It is kept as the mark of a mixed set, until writeOutputs() has put a whole one in its place.
    if (!isOwn(host, directory, unplaced)) return
    duringStep('write-outputs', directory, () => {
      for (const { temporary, path } of unplaced) host.rename(temporary, path)
      host.syncDirectory(directory)
    })
    report(diagnostic('publish-finished', { directory }))
  }
  for (const file of left) if (journal || isSpare(host, file)) removeIfThere(host, file.path)
  if (journal) removeIfThere(host, journalPath(directory))
}

/** Files that another user put there, or could have written, are not completed: this run would vouch for them. */
const isOwn = (host: Host, directory: string, unplaced: Journal['unplaced']): boolean =>
  host.isOwnFile(journalPath(directory)) && unplaced.every(({ temporary }) => host.isOwnFile(temporary))

const listNames = (host: Host, directory: string): string[] =>
  orElse(
    () => host.listDirectory(directory),
    () => [],
    always,
  ).map(({ name }) => name)

/** The last name of an old file is kept until there is a complete set of new ones. */
function isSpare(host: Host, { path, place, isOld }: LeftBehind): boolean {
  if (!isOld) return true
  const [old, current] = [identityOf(host, path), identityOf(host, place)]
  return old !== undefined && old === current
}

const identityOf = (host: Host, path: string): string | undefined =>
  orElse(
    () => {
      const { dev, ino } = host.status(path)
      return `${dev}:${ino}`
    },
    nothing,
    always,
  )
