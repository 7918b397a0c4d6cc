/** Parses arguments to option values and operands, with commander, and makes the help text. */
import { Command, Option } from 'commander'
import { normalizeArguments, type OptionSpec, type ValueKind, valueKind } from './getopt.ts'

const VALUE_FLAGS: { readonly [K in ValueKind]: string } = {
  none: '',
  required: ' <value>',
  optional: ' [value]',
}

export interface CommandLine {
  /** Whether the option was given, by its long name. */
  has(long: string): boolean
  /** How often it was given. */
  count(long: string): number
  /** The last value given; empty where an optional one was left out. */
  value(long: string): string | undefined
  /** All values given, in order. */
  values(long: string): readonly string[]
  readonly operands: readonly string[]
}

/**
 * @param calledAs the name that the program was called by, for error messages
 * @throws KmodError KMOD_USAGE
 */
export function parseCommandLine(
  calledAs: string,
  specs: readonly OptionSpec[],
  args: readonly string[],
): CommandLine {
  const given = new Map<string, string[]>()
  const command = new Command().exitOverride().helpOption(false).allowExcessArguments()
  for (const spec of specs) {
    if (spec.aliasOf !== undefined) continue
    command.addOption(new Option(`--${spec.long}${VALUE_FLAGS[valueKind(spec)]}`))
    // One event per occurrence: for some options the count and the order matter.
    command.on(`option:${spec.long}`, (value: unknown) => {
      const values = given.get(spec.long) ?? []
      values.push(typeof value === 'string' ? value : '')
      given.set(spec.long, values)
    })
  }
  const normalized = normalizeArguments(calledAs, specs, args)
  const end = normalized.indexOf('--')
  // Operands are passed one by one: there can be more of them than a call takes arguments.
  command.parse(end < 0 ? normalized : normalized.slice(0, end), { from: 'user' })
  return {
    has: (long) => given.has(long),
    count: (long) => given.get(long)?.length ?? 0,
    value: (long) => given.get(long)?.at(-1),
    values: (long) => given.get(long) ?? [],
    operands: end < 0 ? [] : normalized.slice(end + 1),
  }
}
