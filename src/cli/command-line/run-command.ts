/** Wraps every command: finds the name it was called by, and catches errors that nothing else handled. */
import { isAnyKmodError } from '../../base/errors.ts'
import { basename, toByteString } from '../../base/names.ts'
import { messageInWords } from '../../base/strerror.ts'
import { STDERR, writeAll } from '../../host/stdio.ts'
import { type ExitStatus, FAILURE } from './exit-status.ts'

/** A command is named after the link that it was called by, so that a link `depmod` reports errors as depmod. */
export const programName = (script: string | undefined): string =>
  basename(toByteString(script ?? 'tskmod')).replace(/\.[cm]?js$/, '')

/**
 * Runs a command. Wrong arguments are one line on standard error; an error other than KmodError is a bug of ours, and
 * the only case in which a stack is shown.
 */
export async function runCommand(
  argv: readonly string[],
  command: (program: string, args: readonly string[]) => Promise<ExitStatus>,
): Promise<ExitStatus> {
  const program = programName(argv[1])
  try {
    return await command(program, argv.slice(2))
  } catch (error) {
    complain(complaintAbout(program, error))
    return FAILURE
  }
}

function complaintAbout(program: string, error: unknown): string {
  if (isDenied(error)) return `${program}: FATAL: ${toByteString(denialText(error))}`
  if (isShortOfMemory(error))
    return `${program}: FATAL: Cannot go on: there is not enough memory (see \`ulimit -v\`)`
  if (!isAnyKmodError(error)) return internalError(program, error)
  // The message about wrong arguments already contains the name of the program.
  const text = toByteString(messageInWords(error))
  return error.code === 'KMOD_USAGE' ? text : `${program}: FATAL: ${text}`
}

interface Denial {
  readonly permission?: string
  readonly resource?: string
}

/** What Node.js denies when started with --permission. */
export const isDenied = (error: unknown): error is Error & Denial =>
  error instanceof Error && (error as NodeJS.ErrnoException).code === 'ERR_ACCESS_DENIED'

export const denialText = ({ permission = 'access', resource = '' }: Denial): string =>
  `Node.js was started with --permission, which denies ${permission}${resource === '' ? '' : ` of ${resource}`}`

function complain(line: string): void {
  try {
    writeAll(STDERR, Buffer.from(`${line}\n`, 'latin1'))
  } catch (error) {
    // Then only the exit status is left.
    if (!isAnyKmodError(error)) throw error
  }
}

/** A failed allocation of JavaScript or WebAssembly. */
const isShortOfMemory = (error: unknown): boolean =>
  error instanceof RangeError && /allocat|out of memory|Invalid array buffer length/i.test(error.message)

function internalError(program: string, error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return toByteString(
    `${program}: FATAL: internal error; please report it together with the following lines\n${stack}`,
  )
}
