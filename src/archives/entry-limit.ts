/** How many entries an archive may have, and how one that has more is refused before anything is kept of it. */
import type { KmodError } from '../base/errors.ts'
import { archiveError } from './archive-error.ts'
import { type ByteRange, readAhead } from './byte-range.ts'

/** Archives of kernels have some 10,000 entries, images of whole systems some 300,000. */
export const MAX_ENTRIES = 500_000

export const tooManyEntries = (): KmodError => archiveError(`it has more than ${MAX_ENTRIES} entries`)

/** What a header says of the archive around it. */
export interface HeaderStep {
  /** Position of the next header. */
  readonly next: number
  /** Whether it is an entry of its own, and does not only say more about the next one. */
  readonly isEntry: boolean
}

export interface HeaderSteps {
  /** The bytes that an entry has at least. */
  readonly smallest: number
  /** A function of the position of a header; `undefined` at the end of the archive, and at anything unusual. */
  from(range: ByteRange): (position: number) => HeaderStep | undefined
}

/**
 * Counts the headers of an archive that is large enough for too many entries. Keeping half a million entries takes seconds
 * and hundreds of megabytes, counting them neither. The walk says nothing about what is damaged or unusual: reading the
 * entries has a limit as well.
 * @throws KmodError KMOD_ARCHIVE
 */
export function refuseTooMany(range: ByteRange, { smallest, from }: HeaderSteps): void {
  if (range.size <= MAX_ENTRIES * smallest) return
  const stepAt = from(readAhead(range))
  let count = 0
  for (let step = stepAt(0); step !== undefined; step = stepAt(step.next))
    if (step.isEntry && ++count > MAX_ENTRIES) throw tooManyEntries()
}
