/**
 * How much of each thing a module may have. A file of 64 KiB that opens to 64 MiB can have millions of symbols, all of
 * them named by the tail of one string of megabytes: what is read and kept must be bounded by more than the file's
 * size. Each limit is ten times and more what the largest modules of distributions have. kmod: none.
 */
import { KmodError } from '../base/errors.ts'

/** Largest seen: some 30,000, where each function has a section of its own. */
export const MAX_SECTIONS = 1 << 20
/** Largest seen: some 60,000. */
export const MAX_SYMBOLS = 1 << 22
/** Bytes. The kernel's own limit, KSYM_NAME_LEN, is 512. */
export const MAX_SYMBOL_NAME_LENGTH = 4096
/** Bytes of all names of a module together, tails that names share counted each time. Largest seen: some 1 MiB. */
export const MAX_SYMBOL_NAMES_SIZE = 64 * 1024 ** 2
/** Bytes. Largest seen: some 100 KiB. */
export const MAX_MODINFO_SIZE = 16 * 1024 ** 2
/** Largest seen: some 2,000. */
export const MAX_MODINFO_FIELDS = 1 << 18

/** @throws KmodError KMOD_LIMIT when `count` is more than `limit` */
export function checkLimit(what: string, count: number, limit: number, section?: string): void {
  if (count > limit)
    throw new KmodError(
      'KMOD_LIMIT',
      `Cannot read module: ${count} ${what} are more than ${limit}`,
      section === undefined ? {} : { section },
    )
}
