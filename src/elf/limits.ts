/** The limit of sections in a module, and the error for this and other limits. kmod: no such limit. */
import { KmodError } from '../base/errors.ts'

/** Largest seen: some 30,000, in a module with a section for each function. */
export const MAX_SECTIONS = 1 << 20

/** @throws KmodError KMOD_LIMIT if `count` exceeds `limit` */
export function checkLimit(what: string, count: number, limit: number, section?: string): void {
  if (count > limit) throw limitExceeded(`${count} ${what} exceed the limit of ${limit}`, section)
}

export const limitExceeded = (how: string, section?: string): KmodError =>
  new KmodError('KMOD_LIMIT', `Cannot read module: ${how}`, section === undefined ? {} : { section })
