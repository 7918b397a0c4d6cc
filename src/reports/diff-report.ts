/** The page of `tskmod diff`: a summary, and sections on request. */
import {
  DIFF_SECTIONS,
  type DiffEntry,
  type DiffResult,
  type DiffSection,
  type DiffSectionName,
  type DiffSide,
} from '../questions/diff.ts'
import { type Cell, counted, formatSize, groupDigits, type Style, type TextReport } from './text-kit.ts'

export interface DiffAnswer {
  /** How the two are called, and the command that asked. */
  readonly before: string
  readonly after: string
  readonly command: string
  readonly result: DiffResult
  readonly details: ReadonlySet<string>
}

/** Writes what differs between two kernels: counts, and lists of the sections in `details`. */
export function writeDiff(page: TextReport, answer: DiffAnswer): void {
  const { result, details } = answer
  writeVerdict(page, result)
  page.table([sideRow('from', answer.before, result.before), sideRow('to', answer.after, result.after)])
  for (const { unreadable } of [result.before, result.after])
    if (unreadable.length > 0) page.items({ text: 'unreadable:', style: 'bad' }, unreadable)
  page.blank()
  page.table([
    [
      { text: '', style: 'aside' },
      ...COLUMNS.map((text): Cell => ({ text: text.padStart(8), style: 'aside' })),
    ],
    ...DIFF_SECTIONS.map((name) => summaryRow(name, result)),
  ])
  writeVersionsGone(page, result.sections.versions)
  writeHardware(page, result.sections.aliases)
  for (const name of DIFF_SECTIONS)
    if (details.has('all') || details.has(name)) writeSection(page, name, result.sections[name])
  page.next(nextSteps(answer))
}

const COLUMNS = ['lost', 'gained', 'changed'] as const

function writeVerdict(page: TextReport, { losses, sections }: DiffResult): void {
  if (isSame(sections)) page.line({ text: 'No difference', style: 'good' })
  else if (losses.length === 0) page.line({ text: 'Nothing was lost', style: 'good' })
  else page.items({ text: 'Something was lost:', style: 'bad' }, losses, 0)
}

const isSame = (sections: DiffResult['sections']): boolean =>
  DIFF_SECTIONS.every((name) => COLUMNS.every((column) => sections[name][column].length === 0))

const sideRow = (word: string, name: string, { counts }: DiffSide): Cell[] => [
  { text: word, style: 'aside' },
  `${name}: ${counted(counts.modules, 'module')} (${formatSize(counts.size)}), ${groupDigits(counts.builtins)} built in`,
]

function summaryRow(name: DiffSectionName, { sections, losses }: DiffResult): Cell[] {
  const isLoss = losses.includes(name)
  const cell = (column: (typeof COLUMNS)[number]): Cell => {
    const count = sections[name][column].length
    const text = (count === 0 ? '-' : groupDigits(count)).padStart(8)
    const isBad = isLoss && (column === 'lost' || (name === 'versions' && column === 'changed'))
    const style: Style = count === 0 ? 'aside' : isBad ? 'bad' : column === 'gained' ? 'good' : 'warn'
    return { text, style }
  }
  // The last column flows, and would lose the blanks in front.
  return [{ text: name, style: 'heading' }, ...COLUMNS.map(cell), '']
}

/** Versions are lost or gained only all at once. */
function writeVersionsGone(page: TextReport, { lost, gained }: DiffSection): void {
  if (lost.length + gained.length === 0) return
  page.blank()
  page.paragraph([
    lost.length > 0
      ? { text: 'The second kernel has no symbol versions (modversions is off).', style: 'bad' }
      : { text: 'The first kernel has no symbol versions (modversions was off).', style: 'aside' },
  ])
}

const MOST_BUSES = 8

/** What people ask first: which hardware is known no more. */
function writeHardware(page: TextReport, { lost, gained }: DiffSection): void {
  for (const [word, entries, style] of [
    ['lost', lost, 'bad'],
    ['gained', gained, 'good'],
  ] as const) {
    const buses = new Map<string, number>()
    for (const { name } of entries) {
      const bus = /^([A-Za-z][\w-]*):/.exec(name)?.[1] ?? 'other names'
      buses.set(bus, (buses.get(bus) ?? 0) + 1)
    }
    const sorted = [...buses].sort(([, a], [, b]) => b - a).slice(0, MOST_BUSES)
    if (word === 'lost' && lost.length + gained.length > 0) page.blank()
    if (sorted.length > 0)
      page.items(
        { text: `Aliases ${word}:`, style },
        sorted.map(([bus, count]) => `${bus} ${groupDigits(count)}`),
      )
  }
}

function writeSection(page: TextReport, name: DiffSectionName, section: DiffSection): void {
  const total = COLUMNS.reduce((sum, column) => sum + section[column].length, 0)
  page.heading(name, total === 0 ? 'no difference' : counted(total, 'difference'))
  page.table([
    ...section.lost.map((entry) => entryRow('-', 'bad', entry)),
    ...section.gained.map((entry) => entryRow('+', 'good', entry)),
    ...section.changed.map((entry) => entryRow('~', 'warn', entry)),
  ])
}

function entryRow(sign: string, style: Style, { name, before, after }: DiffEntry): Cell[] {
  const what = before !== undefined && after !== undefined ? `${before} -> ${after}` : (before ?? after ?? '')
  return [{ text: sign, style }, what === '' ? name : `${name}: ${what}`]
}

function nextSteps({
  result: { losses, sections },
  details,
  command,
}: DiffAnswer): (readonly [string, string])[] {
  const [first] = losses
  if (details.size > 0 || isSame(sections)) return []
  if (first === undefined) return [[`${command} --details`, 'every difference']]
  return [[`${command} --details=${first}`, 'what was lost']]
}
