/**
 * Our commands as the test suites run them: under the names of kmod's (bin/), which they then use in messages.
 * $TSKMOD_DEPMOD names another command: real kmod, to verify the suites themselves.
 */
import { join } from 'node:path'

/** A program and its first arguments. */
export type Command = readonly string[]

export function ourCommand(tool: 'depmod'): Command {
  const other = process.env[`TSKMOD_${tool.toUpperCase()}`]
  return other?.split(' ') ?? [process.execPath, join(import.meta.dirname, 'bin', `${tool}.cjs`)]
}
