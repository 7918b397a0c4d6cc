/** `tskmod graph`: draws the closure of some modules, as DOT, Mermaid, JSON or a page. */

import { readPageScript } from '../../host/page-script.ts'
import {
  formatDot,
  formatMermaid,
  type GraphResult,
  graph,
  type Kernel,
  KmodError,
  toByteString,
  writeTextFile,
} from '../../index.ts'
import { formatGraphHtml } from '../../reports/graph-html.ts'
import { formatDocument, kernelDocument } from '../../reports/json.ts'
import { shellWord } from '../../reports/source.ts'
import { counted, type TextReport } from '../../reports/text-kit.ts'
import { allowedNames } from './allowed-names.ts'
import { FORMATS } from './choices.ts'
import { outputPath, requireDirectoryOf } from './output-file.ts'
import { type Answer, FINDINGS, FINE, type SubcommandRequest } from './subcommand.ts'

export async function runGraph({ operands, options, openKernel }: SubcommandRequest): Promise<Answer> {
  const output = outputPath(options)
  const format = formatOf(options.value('format') as Format | undefined, output)
  if (output !== undefined) requireDirectoryOf(output)
  const kernel = await openKernel()
  const result = await graph(kernel, {
    names: operands,
    allowMissing: options.values('allow-missing').flatMap(allowedNames),
    firmware: options.has('firmware'),
  })
  const document = graphDocument(kernel, operands, result)
  const isComplete = result.closure.missing.every(({ isAllowed }) => isAllowed)
  if (output !== undefined && !options.has('json'))
    await writeTextFile(toByteString(output), render(format, kernel, document, operands, result))
  return {
    status: isComplete ? FINE : FINDINGS,
    document,
    write: (page) =>
      output === undefined
        ? writeLines(page, render(format, kernel, document, operands, result))
        : writeSummary(page, output, format, result),
  }
}

type Format = (typeof FORMATS)[number]

/** By the suffix of a file name. */
const ENDINGS: Readonly<Record<string, Format>> = {
  dot: 'dot',
  gv: 'dot',
  mmd: 'mermaid',
  mermaid: 'mermaid',
  html: 'html',
  htm: 'html',
}

/** @throws KmodError KMOD_USAGE */
function formatOf(format: Format | undefined, output: string | undefined): Format {
  if (format !== undefined) return format
  if (output === undefined) return 'dot'
  const known = ENDINGS[/\.(\w+)$/.exec(output)?.[1]?.toLowerCase() ?? '']
  if (known === undefined)
    throw new KmodError(
      'KMOD_USAGE',
      `cannot tell the format from the name '${output}': add --format ${FORMATS.join(', ')}`,
    )
  return known
}

function render(
  format: Format,
  { place: { release } }: Kernel,
  document: object,
  names: readonly string[],
  result: GraphResult,
): string {
  if (format === 'dot') return formatDot(result)
  if (format === 'mermaid') return formatMermaid(result)
  const title = `${toByteString(names.join(', '))} and what it needs, ${release}`
  return formatGraphHtml(title, toByteString(formatDocument('graph', document)), readPageScript())
}

const graphDocument = (
  kernel: Kernel,
  names: readonly string[],
  { nodes, edges, closure }: GraphResult,
): object => ({
  ...kernelDocument(kernel),
  names: names.map(toByteString),
  nodes: nodes.map(({ path = null, size = null, firmware, ...node }) => ({
    ...node,
    path,
    size,
    firmware: firmware.map(({ name, size = null }) => ({ name, size })),
  })),
  edges,
  missing: closure.missing.filter(({ isAllowed }) => !isAllowed).map(({ name }) => name),
})

function writeLines(page: TextReport, text: string): void {
  for (const line of text.replace(/\n$/, '').split('\n')) page.line(line)
}

const PURPOSES: Readonly<Record<Format, (file: string) => readonly [string, string]>> = {
  html: (file) => [`xdg-open ${shellWord(file)}`, 'open it'],
  dot: (file) => [`dot -Tsvg -O ${shellWord(file)}`, 'make an image of it'],
  mermaid: (file) => [`cat ${shellWord(file)}`, 'paste it into a ```mermaid block of a Markdown file'],
}

function writeSummary(page: TextReport, output: string, format: Format, result: GraphResult): void {
  const { nodes, edges, closure } = result
  page.paragraph(
    [
      { text: 'Wrote', style: 'good' },
      { text: toByteString(output), style: 'name' },
      `${counted(nodes.length, 'module')}, ${counted(edges.length, 'dependency', 'dependencies')}`,
    ],
    0,
  )
  const missing = closure.missing.filter(({ isAllowed }) => !isAllowed)
  if (missing.length > 0)
    page.items(
      { text: 'missing:', style: 'bad' },
      missing.map(({ name }) => name),
    )
  page.next([PURPOSES[format](toByteString(output))])
}
