/** The subcommands, in the order in which --help lists them: a new one is a row here. */
import { ABI } from './abi-usage.ts'
import { CHECK } from './check-usage.ts'
import { CLOSURE } from './closure-usage.ts'
import { completionCommand } from './completion-usage.ts'
import { DIFF } from './diff-usage.ts'
import { FACTS } from './facts-usage.ts'
import { FLEET } from './fleet-usage.ts'
import { GRAPH } from './graph-usage.ts'
import { INDEX_CONVERT, INDEX_DUMP, INDEX_VERIFY } from './index-usage.ts'
import { LIST } from './list-usage.ts'
import { NEEDS } from './needs-usage.ts'
import { PREFLIGHT } from './preflight-usage.ts'
import { REACH } from './reach-usage.ts'
import type { Subcommand } from './subcommand.ts'
import { WHY } from './why-usage.ts'

export const SUBCOMMANDS: readonly Subcommand[] = [
  CLOSURE,
  WHY,
  REACH,
  LIST,
  NEEDS,
  CHECK,
  ABI,
  DIFF,
  PREFLIGHT,
  GRAPH,
  FACTS,
  FLEET,
  INDEX_DUMP,
  INDEX_VERIFY,
  INDEX_CONVERT,
  completionCommand(() => SUBCOMMANDS),
]
