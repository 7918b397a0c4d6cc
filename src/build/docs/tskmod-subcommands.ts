/** The subcommands of tskmod, as pages and completions take them: their options in the form of the other commands'. */
import type { OptionSpec } from '../../cli/command-line/getopt.ts'
import { optionRowsOf } from '../../cli/tskmod/arguments.ts'
import type { OptionRow, Subcommand } from '../../cli/tskmod/subcommand.ts'
import { SUBCOMMANDS } from '../../cli/tskmod/subcommands.ts'

export interface DocumentedSubcommand {
  /** One word or two. */
  readonly name: string
  readonly operands: string
  readonly summary: string
  readonly details: string | undefined
  readonly terms: Subcommand['terms']
  readonly options: readonly OptionSpec[]
  readonly worksOn: Subcommand['worksOn']
  readonly examples: Subcommand['examples']
}

export const DOCUMENTED_SUBCOMMANDS: readonly DocumentedSubcommand[] = SUBCOMMANDS.map((subcommand) => ({
  name: subcommand.name,
  operands: subcommand.operands,
  summary: subcommand.summary,
  details: subcommand.details,
  terms: subcommand.terms,
  options: optionRowsOf(subcommand).map(optionSpecOf),
  worksOn: subcommand.worksOn,
  examples: subcommand.examples,
}))

/** Commander's notation: `--root <dir>`, `-j, --jobs <n>`, `--path <dir...>`. */
export function optionSpecOf({ flags, help, choices }: OptionRow): OptionSpec {
  const [, short, long = '', value] = /^(?:-(\w), )?--([\w-]+)(?: (.+))?$/.exec(flags) ?? []
  const name = value?.startsWith('[') ? value.replace('...', '') : value?.replace(/[<>.]/g, '')
  return {
    long,
    help,
    ...(short !== undefined && { short }),
    ...(name !== undefined && { value: name.toUpperCase() }),
    ...(choices && { choices }),
  }
}
