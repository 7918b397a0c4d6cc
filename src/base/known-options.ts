/** Rejects unknown options of library functions: they are mistyped, or belong to another function. */
import { KmodError } from './errors.ts'

/** The names of all options of a type; leaving one out is a compile error. */
export type OptionNames<T> = Readonly<Record<keyof T, true>>

/**
 * @param call the function that was called, such as `depmod()`
 * @throws KmodError KMOD_USAGE naming the first unknown option, or what was given in place of the options
 */
export function refuseUnknownOptions<T extends object>(
  call: string,
  options: T,
  known: OptionNames<T>,
): void {
  const type = Object.prototype.toString.call(options).slice('[object '.length, -1)
  if (type !== 'Object')
    throw new KmodError(
      'KMOD_USAGE',
      `Expected options of ${call} to be an object with names; got \`${type}\``,
    )
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(known, name))
  if (unknown !== undefined)
    throw new KmodError(
      'KMOD_USAGE',
      `Expected options of ${call} to be among ${Object.keys(known).sort().join(', ')}; got \`${unknown}\``,
    )
}
