/** How a file of facts begins: apart from its format, which is loaded when there is one. */
import { bytesOf } from '../base/bytes.ts'

/** A byte above ASCII and a line feed show a transfer that was not binary. */
export const FACTS_MAGIC = bytesOf('\x89kfacts\n')

/** Whether bytes begin like a file of facts, of any version. */
export const isFactsFile = (head: Uint8Array): boolean =>
  head.length >= FACTS_MAGIC.length && FACTS_MAGIC.every((byte, i) => head[i] === byte)
