/** The subcommands of tskmod, for pages. */
import { type DescribedSubcommand, describeSubcommand } from '../../cli/completions/described-subcommand.ts'
import { SUBCOMMANDS } from '../../cli/tskmod/subcommands.ts'

export type DocumentedSubcommand = DescribedSubcommand

export const DOCUMENTED_SUBCOMMANDS: readonly DocumentedSubcommand[] = SUBCOMMANDS.map(describeSubcommand)
