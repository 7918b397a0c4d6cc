/** The tskmod command: reads the arguments, and runs the subcommand or prints the text that they ask for. */

import { isAnyKmodError } from '../../base/errors.ts'
import { toByteString } from '../../index.ts'
import { denialText, isDenied } from '../command-line/run-command.ts'
import { readArguments } from './arguments.ts'
import { errorText } from './error-text.ts'
import { FINE, TROUBLE, type TskmodStatus } from './subcommand.ts'
import { SUBCOMMANDS } from './subcommands.ts'
import { complain, writeOut } from './write-lines.ts'

export async function main(argv: readonly string[]): Promise<TskmodStatus> {
  try {
    const request = readArguments(SUBCOMMANDS, argv.slice(2))
    if (request.kind === 'run') return await (await import('./answer.ts')).answer(request)
    if (request.kind === 'text') return print(request.text)
    complain(`${request.help}\ntskmod: no command given`)
    return TROUBLE
  } catch (error) {
    complain(complaintAbout(error))
    return TROUBLE
  }
}

function print(text: string): TskmodStatus {
  writeOut(toByteString(text))
  return FINE
}

function complaintAbout(error: unknown): string {
  if (isAnyKmodError(error)) return `tskmod: ${errorText(error)}`
  if (isDenied(error)) return `tskmod: ${toByteString(denialText(error))}`
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return toByteString(`tskmod: internal error; please report it together with the following lines\n${stack}`)
}
