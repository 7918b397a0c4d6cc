/** How many sections a module may have, and the words of this and other limits. kmod: none. */
import { KmodError } from '../base/errors.ts'

/** Largest seen: some 30,000, where each function has a section of its own. */
export const MAX_SECTIONS = 1 << 20

/** @throws KmodError KMOD_LIMIT when `count` is more than `limit` */
export function checkLimit(what: string, count: number, limit: number, section?: string): void {
  if (count > limit) throw limitExceeded(`${count} ${what} are more than ${limit}`, section)
}

export const limitExceeded = (how: string, section?: string): KmodError =>
  new KmodError('KMOD_LIMIT', `Cannot read module: ${how}`, section === undefined ? {} : { section })
