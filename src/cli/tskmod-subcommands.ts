/** The subcommands, in the order in which --help lists them: a new one is a row here. */
import { CHECK } from './tskmod-check.ts'
import { CLOSURE } from './tskmod-closure.ts'
import { DIFF } from './tskmod-diff.ts'
import { GRAPH } from './tskmod-graph.ts'
import { INDEX_CONVERT, INDEX_DUMP, INDEX_VERIFY } from './tskmod-index.ts'
import { NEEDS } from './tskmod-needs.ts'
import type { Subcommand } from './tskmod-subcommand.ts'
import { WHY } from './tskmod-why.ts'

export const SUBCOMMANDS: readonly Subcommand[] = [
  CLOSURE,
  WHY,
  NEEDS,
  CHECK,
  DIFF,
  GRAPH,
  INDEX_DUMP,
  INDEX_VERIFY,
  INDEX_CONVERT,
]
