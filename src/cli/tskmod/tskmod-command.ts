/** The tskmod command: a question, its answer to text or JSON, and the exit status. */

import { isAnyKmodError } from '../../base/errors.ts'
import type { WorkOptions } from '../../base/interruption.ts'
import { memoize } from '../../base/memoize.ts'
import { isTerminal, STDERR, STDOUT, writeAll } from '../../host/stdio.ts'
import { type Kernel, openKernel, toByteString } from '../../index.ts'
import { escapeForTerminal } from '../../reports/escape.ts'
import { formatDocument } from '../../reports/json.ts'
import { formFor, TextReport } from '../../reports/text-kit.ts'
import { openSource } from '../../sources/open-source.ts'
import { denialText, isDenied } from '../command-line/run-command.ts'
import { openProgress } from '../terminal/progress.ts'
import { loadPaint } from '../terminal/report-colours.ts'
import { type Request, readArguments } from './arguments.ts'
import { diagnosticWords } from './diagnostic-words.ts'
import { errorText } from './error-text.ts'
import { kernelOptionsOf } from './kernel-options.ts'
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
  // A question may open one kernel several times, with other options: a package is decompressed once.
  const openRoot = memoize((root: string) => openSource(root, { layers: options.values('layer') }))
  const {
    status,
    document,
    write,
    reportsDiagnostics,
    warnings = [],
  } = await withProgress((progress) =>
    subcommand.run({
      ...{ operands, options, progress },
      async openKernel(other) {
        const given = kernelOptionsOf(options, other)
        const source = await openRoot(given.root)
        const kernel = openKernel({ ...given, ...source, ...progress })
        opened.push(kernel)
        return kernel
      },
    }),
  )
  const isHidden = (code: string, isFlat = false): boolean =>
    // The usual place for a cache need not be there.
    (code === 'cache-unwritable' && !options.has('cache')) || (isFlat && UNUSED_IN_FLAT.has(code))
  const toReport = opened.flatMap(({ diagnostics, place }) =>
    diagnostics
      .filter(({ severity, code }) => severity !== 'info' && !isHidden(code, place.isFlat))
      .map((diagnostic) => ({
        code: diagnostic.code,
        severity: diagnostic.severity,
        message: diagnosticWords(diagnostic, place),
      })),
  )
  if (options.has('json')) {
    writeOut(toByteString(formatDocument(subcommand.name, { ...document, diagnostics: toReport })))
    return status
  }
  for (const { code, severity, message } of toReport)
    if (!reportsDiagnostics || code === 'cache-unwritable')
      complain(`tskmod: ${severity.toUpperCase()}: ${message}`)
  for (const warning of warnings) complain(`tskmod: WARNING: ${warning}`)
  const page = new TextReport(await loadPaint(), pageForm())
  write(page)
  writeOut(page.text)
  return status
}

/** Shows on a terminal how far the reading of modules is, and erases that before anything else is written. */
async function withProgress<T>(work: (options: WorkOptions) => Promise<T>): Promise<T> {
  const progress = openProgress()
  try {
    return await work(progress ? { onProgress: progress.update } : {})
  } finally {
    progress?.end()
  }
}

/** TSKMOD_HINTS in the environment enables hints without a terminal, for pages in documentation. */
const pageForm = (): ReturnType<typeof formFor> =>
  formFor(isTerminal(STDOUT), process.stdout.columns, (process.env.TSKMOD_HINTS ?? '') !== '')

/** A flat tree never has these files. */
const UNUSED_IN_FLAT: ReadonlySet<string> = new Set([
  'modules-order-missing',
  'builtin-missing',
  'builtin-modinfo-missing',
])

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
    // Then only the exit status is left.
    if (!isAnyKmodError(error)) throw error
  }
}
