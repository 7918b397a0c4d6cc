/** Describes a subcommand of tskmod for pages and completions: its options in the same form as the other commands'. */
import type { OptionSpec } from '../command-line/getopt.ts'
import { optionRowsOf } from '../tskmod/arguments.ts'
import type { OptionRow, Subcommand } from '../tskmod/subcommand.ts'

export interface DescribedSubcommand {
  /** One word or two. */
  readonly name: string
  readonly operands: string
  readonly summary: string
  readonly details: string | undefined
  readonly terms: Subcommand['terms']
  readonly secondWords: readonly string[]
  readonly options: readonly OptionSpec[]
  readonly worksOn: Subcommand['worksOn']
  readonly examples: Subcommand['examples']
}

export const describeSubcommand = (subcommand: Subcommand): DescribedSubcommand => ({
  name: subcommand.name,
  operands: subcommand.operands,
  summary: subcommand.summary,
  details: subcommand.details,
  terms: subcommand.terms,
  secondWords: subcommand.secondWords ?? [],
  options: optionRowsOf(subcommand).map(optionSpecOf),
  worksOn: subcommand.worksOn,
  examples: subcommand.examples,
})

/** Commander's notation: `--root <dir>`, `-j, --jobs <n>`, `--path <dir...>`. */
export function optionSpecOf({ flags, help, choices, listOf }: OptionRow): OptionSpec {
  const [, short, long = '', value] = /^(?:-(\w), )?--([\w-]+)(?: (.+))?$/.exec(flags) ?? []
  const name = value?.startsWith('[') ? value.replace('...', '') : value?.replace(/[<>.]/g, '')
  return {
    long,
    help,
    ...(short !== undefined && { short }),
    ...(name !== undefined && { value: name.toUpperCase() }),
    ...(choices && { choices }),
    ...(listOf && { listOf }),
  }
}
