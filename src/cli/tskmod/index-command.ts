/** `tskmod index dump|verify|convert`: reads any .bin file of a module directory, as text or JSON, in both layouts. */

import { isKmodError, nothing, orElse } from '../../base/errors.ts'
import { STDOUT, writeAll } from '../../host/stdio.ts'
import {
  convertIndex,
  convertIndexFile,
  fromByteString,
  INDEX_LAYOUTS,
  type IndexVerdictProblem,
  isIndexLayout,
  KmodError,
  nodeHost,
  readIndexContent,
  textNameOf,
  toByteString,
  verifyIndex,
} from '../../index.ts'
import { shellWord } from '../../reports/source.ts'
import { counted, formatSize, type TextReport } from '../../reports/text-kit.ts'
import { outputPath, requireBinaryOutput, requireDirectoryOf } from './output-file.ts'
import { type Answer, FINDINGS, FINE, type SubcommandRequest } from './subcommand.ts'

export async function runIndexDump({ operands: [file = ''] }: SubcommandRequest): Promise<Answer> {
  const path = toByteString(file)
  const { entries, layouts } = readIndex(path, () => readIndexContent(nodeHost.readFile(path)))
  return {
    status: FINE,
    document: { file: path, layouts, entries },
    // Lines for programs: nothing is aligned or wrapped.
    write: (page) => {
      for (const { key, value, priority } of entries) page.line(`${priority} ${key} ${value}`)
    },
  }
}

export async function runIndexVerify({ operands: [file = ''] }: SubcommandRequest): Promise<Answer> {
  const path = toByteString(file)
  const bytes = nodeHost.readFile(path)
  const text = textBeside(path)
  const { content, problems } = verifyIndex(bytes, text)
  const isIndex = problems.every(
    (problem) => !('cause' in problem) || problem.cause !== 'KMOD_INDEX_NOT_INDEX',
  )
  if (!isIndex && !isCalledIndex(path)) throw notAnIndex(path)
  const document = {
    file: path,
    size: bytes.length,
    layouts: content?.layouts ?? [],
    entries: content?.entries.length ?? null,
    comparedWith: text?.name ?? null,
    problems,
  }
  return {
    status: problems.length > 0 ? FINDINGS : FINE,
    document,
    write: (page) => writeVerdict(page, document),
  }
}

export async function runIndexConvert({
  operands: [from = ''],
  options,
}: SubcommandRequest): Promise<Answer> {
  if (!options.has('output')) throw new KmodError('KMOD_USAGE', 'no output file: add --output FILE')
  const to = outputPath(options)
  if (to === undefined) requireBinaryOutput(options)
  else requireDirectoryOf(to)
  const layout = options.value('layout') ?? NEW
  if (!isIndexLayout(layout)) throw new TypeError(`Expected a layout, got "${layout}"`)
  if (to === undefined) {
    const path = toByteString(from)
    const bytes = readIndex(path, () => convertIndex(nodeHost.readFile(path), layout))
    return { status: FINE, document: {}, write: () => void writeAll(STDOUT, bytes) }
  }
  const size = await readIndex(toByteString(from), () => convertIndexFile({ from, to, layout }))
  return {
    status: FINE,
    document: { file: toByteString(from), output: toByteString(to), layout, size },
    write: (page) =>
      page.line({ text: toByteString(to), style: 'name' }, ` ${formatSize(size)}, ${LAYOUT_NAMES[layout]}`),
  }
}

const [NEW, OLD] = INDEX_LAYOUTS

/** Runs `read`; errors name the file, and suggest the index if it is the text file next to it. */
function readIndex<T>(path: string, read: () => T): T {
  const refuse = (error: unknown): never => {
    if (!isKmodError(error) || !error.code.startsWith('KMOD_INDEX_')) throw error
    if (error.code === 'KMOD_INDEX_NOT_INDEX') throw notAnIndex(path)
    const why = error.message.replace(/^Cannot read index: /, '')
    throw new KmodError(error.code, `Cannot read "${fromByteString(path)}": ${why}`, { path, cause: error })
  }
  try {
    const value = read()
    return value instanceof Promise ? (value.catch(refuse) as T) : value
  } catch (error) {
    return refuse(error)
  }
}

function notAnIndex(path: string): KmodError {
  const hint = nodeHost.exists(`${path}.bin`) ? `; did you mean "${fromByteString(path)}.bin"?` : ''
  const message = `"${fromByteString(path)}" is not a binary index${hint}`
  return new KmodError('KMOD_INDEX_NOT_INDEX', message, { path })
}

/** Whether the file is called an index: one that cannot be read is a damaged one then, and any other is none. */
const isCalledIndex = (path: string): boolean => path.endsWith('.bin')

function textBeside(path: string): { name: string; bytes: Uint8Array } | undefined {
  const name = textNameOf(path)
  if (name === undefined) return undefined
  const directory = path.slice(0, path.lastIndexOf('/') + 1)
  return orElse(() => ({ name, bytes: nodeHost.readFile(directory + name) }), nothing)
}

interface Verdict {
  readonly file: string
  readonly size: number
  readonly layouts: readonly string[]
  readonly entries: number | null
  readonly comparedWith: string | null
  readonly problems: readonly IndexVerdictProblem[]
}

const LAYOUT_NAMES: Readonly<Record<string, string>> = {
  [NEW]: `${NEW}, as kmod 34 and newer write it`,
  [OLD]: `${OLD}, as kmod 33 and older wrote it`,
}

function writeVerdict(
  page: TextReport,
  { file, size, layouts, entries, comparedWith, problems }: Verdict,
): void {
  const isSound = problems.length === 0
  page.line({ text: isSound ? 'sound' : 'not sound', style: isSound ? 'good' : 'bad' }, ' ', {
    text: file,
    style: 'name',
  })
  page.table([
    ['size', formatSize(size)],
    ...(entries === null ? [] : [['entries', String(entries)]]),
    ...(layouts.length === 0
      ? []
      : [['layout', layouts.map((layout) => LAYOUT_NAMES[layout] ?? layout).join('; or ')]]),
    ...(comparedWith === null ? [] : [['compared with', comparedWith]]),
  ])
  if (isSound) return
  page.heading('Problems')
  for (const problem of problems) page.paragraph([problemText(problem)], 2, 4)
  const place = /^(.*)\/lib\/modules\/([^/]+)\/[^/]+$/.exec(file)
  if (place !== null)
    page.next([
      [`tsdepmod -b ${shellWord(place[1] || '/')} ${shellWord(place[2] ?? '')}`, 'rebuild all indexes'],
    ])
}

const MOST_SHOWN = 3

function problemText(problem: IndexVerdictProblem): string {
  switch (problem.code) {
    case 'unreadable':
      return problem.cause === 'KMOD_INDEX_NOT_INDEX' ? 'it does not begin as an index' : problem.message
    case 'foreign-bytes':
      return 'it can be read, but depmod would write other bytes for these entries'
    case 'text-differs': {
      const { onlyHere, onlyInText } = problem
      const sides = [...side(onlyHere, 'not in the text file'), ...side(onlyInText, 'in the text file only')]
      return sides.join('; ')
    }
  }
}

function side(entries: readonly string[], where: string): string[] {
  if (entries.length === 0) return []
  const shown = entries.slice(0, MOST_SHOWN).map((entry) => `"${entry}"`)
  return [`${counted(entries.length, 'entry', 'entries')} ${where}, such as ${shown.join(', ')}`]
}
