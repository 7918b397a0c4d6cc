/** The page of `tskmod diff`: a summary, and sections on request. */
import { BUILD_PARTS, type BuildPart } from '../questions/compare/build-parts.ts'
import type { DiffResult, DiffSide } from '../questions/compare/diff.ts'
import type { DiffEntry, DiffSection } from '../questions/compare/diff-entries.ts'
import { DIFF_SECTIONS, type DiffSectionName } from '../questions/compare/diff-sections.ts'
import { type Cell, counted, formatSize, groupDigits, type Style, type TextReport } from './text-kit.ts'

export interface DiffAnswer {
  /** The names of the two, and the command. */
  readonly before: string
  readonly after: string
  readonly command: string
  readonly result: DiffResult
  readonly details: ReadonlySet<string>
  readonly ignored?: ReadonlySet<BuildPart>
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
  writeBuilds(page, answer)
  writeVersionsGone(page, result.sections.versions)
  writeAssumed(page, result)
  writeHardware(page, result.sections.aliases)
  if (details.size === 0) writeFirstNames(page, result)
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

/** Sections of which a change makes modules of the first kernel unfit for the second. */
const CHANGE_IS_LOSS: ReadonlySet<DiffSectionName> = new Set(['versions', 'vermagic'])

function summaryRow(name: DiffSectionName, { sections, losses }: DiffResult): Cell[] {
  const isLoss = losses.includes(name)
  const cell = (column: (typeof COLUMNS)[number]): Cell => {
    const count = sections[name][column].length
    const text = (count === 0 ? '-' : groupDigits(count)).padStart(8)
    const isBad = isLoss && (column === 'lost' || (column === 'changed' && CHANGE_IS_LOSS.has(name)))
    const style: Style = count === 0 ? 'aside' : isBad ? 'bad' : column === 'gained' ? 'good' : 'warn'
    return { text, style }
  }
  // The last column is wrapped, and would lose the leading blanks.
  return [{ text: name, style: 'heading' }, ...COLUMNS.map(cell), '']
}

/** How many modules are the same build, and in what the others differ. */
function writeBuilds(page: TextReport, { result: { builds }, ignored = new Set() }: DiffAnswer): void {
  const { common, same, differing } = builds
  const parts = BUILD_PARTS.filter((part) => differing[part] > 0)
  if (parts.length === 0) return
  const countsOf = (isIgnored: boolean): string[] =>
    parts
      .filter((part) => ignored.has(part) === isIgnored)
      .map((part) => `${part} (${groupDigits(differing[part])})`)
  page.blank()
  const passed = countsOf(true)
  const head = `${groupDigits(same)} of ${counted(common, 'module')} on both sides are the same build`
  if (passed.length === 0) page.paragraph([head])
  else page.items(`${head} but for`, passed)
  const reported = countsOf(false)
  if (reported.length > 0) page.items('The others differ in', reported)
}

const MOST_NAMES = 5

/** Of each section and column, the first names: enough to see what it is about. */
function writeFirstNames(page: TextReport, { sections, losses }: DiffResult): void {
  for (const name of DIFF_SECTIONS)
    for (const column of COLUMNS) {
      const entries = sections[name][column]
      if (entries.length === 0) continue
      const isBad = losses.includes(name) && (column === 'lost' || CHANGE_IS_LOSS.has(name))
      const more = entries.length - MOST_NAMES
      if (!isAnyBefore(sections, name, column)) page.blank()
      const remark = name === 'builtins' && column === 'lost' ? ' (an initramfs may need them now)' : ''
      page.items({ text: `${name} ${column}${remark}:`, style: isBad ? 'bad' : 'aside' }, [
        ...entries.slice(0, MOST_NAMES).map((entry) => entry.name),
        ...(more > 0 ? [`and ${groupDigits(more)} more`] : []),
      ])
    }
}

/** Whether a section in front of this one, or a column, has entries. */
function isAnyBefore(
  sections: DiffResult['sections'],
  name: DiffSectionName,
  column: (typeof COLUMNS)[number],
): boolean {
  const all = DIFF_SECTIONS.flatMap((section) => COLUMNS.map((one) => ({ section, one })))
  const first = all.find(({ section, one }) => sections[section][one].length > 0)
  return first?.section !== name || first.one !== column
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

/** Without the kernel's own list of exports, what became of the symbols of a module that is built in is a guess. */
function writeAssumed(page: TextReport, { after, sections: { symbols } }: DiffResult): void {
  const count = symbols.changed.filter((entry) => entry.after === 'builtin').length
  if (after.knowsExports || count === 0) return
  page.blank()
  page.paragraph([
    {
      text: `${counted(count, 'symbol')} of modules that are built in now counted as changed, not as lost: to see which the kernel still exports, put its Module.symvers beside its modules.`,
      style: 'aside',
    },
  ])
}

const MOST_BUSES = 8

/** The most wanted fact: which hardware is no longer supported. */
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
