/** Combinations and values of options that commander accepts, and that are mistakes. All throw KmodError KMOD_USAGE. */
import { KmodError } from '../../index.ts'
import type { GivenOptions, OptionRow } from './subcommand.ts'

const nameOf = ({ flags }: OptionRow): string => flags.split(' ')[0] ?? ''
const keyOf = (row: OptionRow): string => nameOf(row).slice('--'.length)

const refusal = (subcommand: string, text: string): KmodError =>
  new KmodError('KMOD_USAGE', `${text}; see tskmod ${subcommand} --help`)

/**
 * commander takes the next argument as the value of an option, even if it looks like an option. A known option is never
 * meant as a value, unless after `=`.
 */
export function refuseSwallowedOptions(
  subcommand: string,
  rows: readonly OptionRow[],
  args: readonly string[],
): void {
  const known = new Set(rows.map(nameOf))
  const takesValue = new Set(rows.filter(({ flags }) => flags.includes('<')).map(nameOf))
  for (let i = 1; i < args.length && args[i] !== '--'; i++) {
    const [option = '', next = ''] = [args[i], args[i + 1]]
    if (!takesValue.has(option)) continue
    if (known.has(next.split('=')[0] ?? ''))
      throw refusal(subcommand, `option '${option}' needs a value, and '${next}' is an option`)
    i++
  }
}

/** At most one row that selects an output format can be given. */
export function refuseSeveralOutputs(
  subcommand: string,
  rows: readonly OptionRow[],
  options: GivenOptions,
): void {
  const given = rows.filter((row) => row.isOutput && options.has(keyOf(row))).map(nameOf)
  if (given.length > 1) throw refusal(subcommand, `only one of ${given.join(', ')} can be given`)
}

/** An empty value is a variable of a script that was not set: `check --fail-on "$KINDS"` must not pass because of it. */
export function refuseEmptyValues(
  subcommand: string,
  rows: readonly OptionRow[],
  options: GivenOptions,
): void {
  const empty = rows.find((row) => options.values(keyOf(row)).some((value) => /^,*$/.test(value)))
  if (empty) throw refusal(subcommand, `option '${nameOf(empty)}' has an empty value`)
}
