/** Runs a subcommand: opens the kernels that it asks for, and prints its answer as text or JSON. */

import type { WorkOptions } from '../../base/interruption.ts'
import { memoize } from '../../base/memoize.ts'
import { isTerminal, STDOUT } from '../../host/stdio.ts'
import { type Kernel, openKernel, toByteString } from '../../index.ts'
import { escapeForTerminal } from '../../reports/escape.ts'
import { formatDocument } from '../../reports/json.ts'
import { formFor, TextReport } from '../../reports/text-kit.ts'
import { openSource } from '../../sources/open-source.ts'
import { openProgress } from '../terminal/progress.ts'
import { loadPaint } from '../terminal/report-colours.ts'
import type { Request } from './arguments.ts'
import { diagnosticWords } from './diagnostic-words.ts'
import { isExpected, kernelOptionsOf } from './kernel-options.ts'
import type { TskmodStatus } from './subcommand.ts'
import { complain, writeOut } from './write-lines.ts'

export async function answer(request: Extract<Request, { kind: 'run' }>): Promise<TskmodStatus> {
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
    data,
  } = await withProgress((progress) =>
    subcommand.run({
      operands,
      options,
      progress,
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
    isExpected(options, code) || (isFlat && UNUSED_IN_FLAT.has(code))
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
  if (data !== undefined) {
    writeOut(isTerminal(STDOUT) ? escapeForTerminal(data) : data)
    return status
  }
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
function pageForm(): ReturnType<typeof formFor> {
  const onTerminal = isTerminal(STDOUT)
  // Creating the stream takes 2 ms.
  const columns = onTerminal ? process.stdout.columns : undefined
  return formFor(onTerminal, columns, (process.env.TSKMOD_HINTS ?? '') !== '')
}

/** A flat tree never has these files. */
const UNUSED_IN_FLAT: ReadonlySet<string> = new Set([
  'modules-order-missing',
  'builtin-missing',
  'builtin-modinfo-missing',
])
