/** Options of the library that nobody reads are mistakes: mistyped, or of another function. */
import { KmodError } from './errors.ts'

/** The names of all options of a type: one that is missing here does not compile. */
export type OptionNames<T> = Readonly<Record<keyof T, true>>

/**
 * @param call what the caller called, such as `depmod()`
 * @throws KmodError KMOD_USAGE with the first option that is not known
 */
export function refuseUnknownOptions<T extends object>(
  call: string,
  options: T,
  known: OptionNames<T>,
): void {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(known, name))
  if (unknown !== undefined)
    throw new KmodError(
      'KMOD_USAGE',
      `Expected options of ${call} to be among ${Object.keys(known).sort().join(', ')}; got \`${unknown}\``,
    )
}
