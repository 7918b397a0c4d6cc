/** Writes the lines of tskmod: answers to standard output, problems to standard error. */

import { isAnyKmodError } from '../../base/errors.ts'
import { STDERR, STDOUT, writeAll } from '../../host/stdio.ts'
import { escapeForTerminal } from '../../reports/escape.ts'

/** @param text a byte string */
export const writeOut = (text: string): void => void writeAll(STDOUT, Buffer.from(text, 'latin1'))

/** @param line a byte string */
export function complain(line: string): void {
  try {
    writeAll(STDERR, Buffer.from(`${escapeForTerminal(line)}\n`, 'latin1'))
  } catch (error) {
    // Then only the exit status is left.
    if (!isAnyKmodError(error)) throw error
  }
}
