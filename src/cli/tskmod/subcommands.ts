/** The subcommands, in the order in which --help lists them: a new one is a row here. */
import { ABI } from './abi-command.ts'
import { CHECK } from './check-command.ts'
import { CLOSURE } from './closure-command.ts'
import { completionCommand } from './completion-command.ts'
import { DIFF } from './diff-command.ts'
import { FACTS } from './facts-command.ts'
import { FLEET } from './fleet-command.ts'
import { GRAPH } from './graph-command.ts'
import { INDEX_CONVERT, INDEX_DUMP, INDEX_VERIFY } from './index-command.ts'
import { LIST } from './list-command.ts'
import { NEEDS } from './needs-command.ts'
import { PREFLIGHT } from './preflight-command.ts'
import { REACH } from './reach-command.ts'
import type { Subcommand } from './subcommand.ts'
import { WHY } from './why-command.ts'

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
