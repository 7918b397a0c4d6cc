/** The report of `tskmod check`: one screen, however many findings. */
import type { CheckResult, NotChecked } from '../questions/check/check.ts'
import {
  CHECK_KINDS,
  type CheckFinding,
  type CheckKind,
  type CheckSeverity,
} from '../questions/check/check-findings.ts'
import { findingRow, kindAdvice, kindTitle } from './check-messages.ts'
import { shellWord } from './source.ts'
import { type Cell, counted, groupDigits, type Style, type Styled, type TextReport } from './text-kit.ts'

export interface CheckAnswer {
  /** `6.12.0 below /root`. */
  readonly place: string
  /** The options that select the kernel. */
  readonly kernelArguments: string
  /** Rebuilds the indexes. */
  readonly depmodCommand: string
  readonly result: CheckResult
  /** Kinds that are listed in full. */
  readonly details: ReadonlySet<string>
  readonly isFine: boolean
}

/** The number listed of a kind without details. */
const MOST_ROWS = 5

const SEVERITIES: readonly CheckSeverity[] = ['error', 'warning', 'note']

const worstOf = (findings: readonly CheckFinding[]): CheckSeverity =>
  SEVERITIES.find((severity) => findings.some((one) => one.severity === severity)) ?? 'note'

const STYLES: Readonly<Record<CheckSeverity, Style>> = { error: 'bad', warning: 'warn', note: 'aside' }

/** Writes a page on the health of a tree: a verdict, then each kind of finding, the worst first. */
export function writeCheck(page: TextReport, answer: CheckAnswer): void {
  const { place, result } = answer
  const { findings, modules, builtins } = result
  page.paragraph([verdict(answer), { text: place, style: 'name' }], 0)
  page.paragraph(
    [{ text: `${counted(modules, 'module')}, ${groupDigits(builtins)} built in`, style: 'aside' }],
    0,
  )
  const groups = CHECK_KINDS.map((kind) => findings.filter((finding) => finding.kind === kind))
  for (const severity of SEVERITIES)
    for (const group of groups)
      if (group[0] !== undefined && worstOf(group) === severity)
        writeKind(page, group[0].kind, group, severity, answer.details)
  writeNotChecked(page, result.notChecked)
  page.next(nextSteps(answer))
}

function verdict({ result: { findings }, isFine }: CheckAnswer): Styled {
  const counts = SEVERITIES.map(
    (severity) => [findings.filter((one) => one.severity === severity).length, severity] as const,
  )
    .filter(([count]) => count > 0)
    .map(([count, severity]) => counted(count, severity))
  if (counts.length === 0) return { text: 'Healthy:', style: 'good' }
  return { text: `${counts.join(', ')}:`, style: isFine ? 'good' : 'bad' }
}

function writeKind(
  page: TextReport,
  kind: CheckKind,
  findings: readonly CheckFinding[],
  worst: CheckSeverity,
  details: ReadonlySet<string>,
): void {
  page.blank()
  page.paragraph(
    [
      { text: worst, style: STYLES[worst] },
      { text: kindTitle(kind), style: 'heading' },
      { text: `(${kind}: ${groupDigits(findings.length)})`, style: 'aside' },
    ],
    0,
    2,
  )
  const listAll = details.has('all') || details.has(kind)
  const shown = listAll ? findings : findings.slice(0, MOST_ROWS)
  if (kind === 'cycle') writeUnderEachOther(page, shown)
  else page.table(shown.map((one): Cell[] => rowOf(one)))
  if (shown.length < findings.length)
    page.paragraph([
      { text: `and ${groupDigits(findings.length - shown.length)} more: --details=${kind}`, style: 'aside' },
    ])
  page.paragraph([{ text: kindAdvice(kind), style: 'aside' }])
}

/** Wide first columns leave no room for the second. */
const WIDEST_SUBJECT = 34

function rowOf(finding: CheckFinding): Cell[] {
  const [subject, matter] = findingRow(finding)
  const text = typeof subject === 'object' ? subject.text : String(subject)
  return text.length > WIDEST_SUBJECT ? [`${text}: ${matter}`] : [subject, matter]
}

function writeUnderEachOther(page: TextReport, findings: readonly CheckFinding[]): void {
  for (const finding of findings) {
    const [subject, matter] = findingRow(finding)
    page.paragraph([typeof subject === 'number' ? String(subject) : subject])
    for (const part of matter.split('; ')) page.paragraph([part], 4, 6)
  }
}

const NOT_CHECKED: Readonly<Record<NotChecked, string>> = {
  'unknown-symbol': 'unknown symbols: no System.map or Module.symvers below the root; pass one',
  'crc-mismatch': 'symbol versions: no module has any (modversions is off)',
  'missing-firmware': 'firmware: there is no firmware directory below the root',
  'bad-signature': 'signatures with the keys: a file of facts has no content of modules',
  'index-differs': 'whether indexes agree with the modules: none can be made from these modules',
}

function writeNotChecked(page: TextReport, notChecked: readonly NotChecked[]): void {
  if (notChecked.length === 0) return
  page.heading('Not checked')
  for (const what of notChecked) page.paragraph([NOT_CHECKED[what]])
}

/** A regular expression that matches only this name. */
const patternFor = (symbol: string): string => `^${symbol.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`

function nextSteps({ result, kernelArguments, depmodCommand }: CheckAnswer): (readonly [string, string])[] {
  const { findings, notChecked } = result
  const has = (...kinds: CheckKind[]): boolean => findings.some(({ kind }) => kinds.includes(kind))
  const steps: (readonly [string, string])[] = []
  if (has('index-missing', 'index-damaged', 'index-differs', 'index-mixed') && !has('cycle'))
    steps.push([depmodCommand, 'rebuild the indexes'])
  const unknown = findings.find((one) => one.kind === 'unknown-symbol')
  if (unknown?.kind === 'unknown-symbol')
    steps.push([
      `tskmod needs ${shellWord(patternFor(unknown.symbol))} ${kernelArguments}`,
      'who needs the first of them',
    ])
  if (notChecked.includes('unknown-symbol') || has('suspect-symbol-file'))
    steps.push([`tskmod check --symvers FILE ${kernelArguments}`, 'check symbols, too'])
  return steps
}
