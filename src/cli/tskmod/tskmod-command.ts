/** The tskmod command: a question, its answer to text or JSON, and the exit status. */

import { isAnyKmodError } from '../../base/errors.ts'
import { isTerminal, STDERR, STDOUT, writeAll } from '../../host/stdio.ts'
import { type Diagnostic, formatDiagnostic, type Kernel, openKernel, toByteString } from '../../index.ts'
import { escapeForTerminal } from '../../reports/escape.ts'
import { formatDocument } from '../../reports/json.ts'
import { formFor, TextReport } from '../../reports/text-kit.ts'
import { openSource } from '../../sources/open-source.ts'
import { denialText, isDenied } from '../command-line/run-command.ts'
import { loadPaint } from '../terminal/report-colours.ts'
import { kernelOptionsOf, type Request, readArguments } from './arguments.ts'
import { errorText } from './error-text.ts'
import { FINE, TROUBLE, type TskmodStatus } from './subcommand.ts'
import { SUBCOMMANDS } from './subcommands.ts'

export async function main(argv: readonly string[]): Promise<TskmodStatus> {
  try {
    const request = readArguments(SUBCOMMANDS, argv.slice(2))
    if (request.kind === 'run') return await answer(request)
    if (request.kind === 'text') return print(request.text)
    complain(`${request.help}\ntskmod: no command given`)
    return TROUBLE
  } catch (error) {
    complain(complaintAbout(error))
    return TROUBLE
  }
}

async function answer(request: Extract<Request, { kind: 'run' }>): Promise<TskmodStatus> {
  const { subcommand, operands, options } = request
  const opened: Kernel[] = []
  const {
    status,
    document,
    write,
    tellsDiagnostics,
    warnings = [],
  } = await subcommand.run({
    operands,
    options,
    async openKernel(other) {
      const given = kernelOptionsOf(options, other)
      const source = await openSource(given.root, { layers: options.values('layer') })
      const kernel = openKernel({ ...given, ...source })
      opened.push(kernel)
      return kernel
    },
  })
  const told = opened.flatMap(({ diagnostics, place }) =>
    diagnostics.filter(
      ({ severity, code }) => severity !== 'info' && !(place.isFlat && UNUSED_IN_FLAT.has(code)),
    ),
  )
  if (options.has('json')) {
    writeOut(
      toByteString(
        formatDocument(subcommand.name, { ...document, diagnostics: told.map(diagnosticDocument) }),
      ),
    )
    return status
  }
  for (const diagnostic of tellsDiagnostics ? [] : told)
    complain(`tskmod: ${diagnostic.severity.toUpperCase()}: ${formatDiagnostic(diagnostic)}`)
  for (const warning of warnings) complain(`tskmod: WARNING: ${warning}`)
  const page = new TextReport(await loadPaint(), pageForm())
  write(page)
  writeOut(page.text)
  return status
}

/** TSKMOD_HINTS in the environment asks for hints where there is no terminal, as for a page that is to be shown. */
const pageForm = (): ReturnType<typeof formFor> =>
  formFor(isTerminal(STDOUT), process.stdout.columns, (process.env.TSKMOD_HINTS ?? '') !== '')

/** A flat tree never has these files. */
const UNUSED_IN_FLAT: ReadonlySet<string> = new Set([
  'modules-order-missing',
  'builtin-missing',
  'builtin-modinfo-missing',
])

const diagnosticDocument = (diagnostic: Diagnostic): object => ({
  code: diagnostic.code,
  severity: diagnostic.severity,
  message: formatDiagnostic(diagnostic),
})

function print(text: string): TskmodStatus {
  writeOut(toByteString(text))
  return FINE
}

const writeOut = (text: string): void => void writeAll(STDOUT, Buffer.from(text, 'latin1'))

function complaintAbout(error: unknown): string {
  if (isAnyKmodError(error)) return `tskmod: ${errorText(error)}`
  if (isDenied(error)) return `tskmod: ${toByteString(denialText(error))}`
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return toByteString(`tskmod: internal error; please report it together with the following lines\n${stack}`)
}

function complain(line: string): void {
  try {
    writeAll(STDERR, Buffer.from(`${escapeForTerminal(line)}\n`, 'latin1'))
  } catch (error) {
    // Then the exit status must do.
    if (!isAnyKmodError(error)) throw error
  }
}
