/** The subcommands, in the order in which --help lists them: a new one is a row here. */
import { NEEDS } from './tskmod-needs.ts'
import type { Subcommand } from './tskmod-subcommand.ts'

export const SUBCOMMANDS: readonly Subcommand[] = [NEEDS]
