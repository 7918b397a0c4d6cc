/** The figures of the benchmark as a table in Markdown. */
import type { Figures, Row } from './row.ts'

/** The rows that one Node.js measured. */
export interface Measured {
  /** Its version, without `v`. */
  readonly node: string
  readonly rows: readonly MeasuredRow[]
}

export interface MeasuredRow extends Pick<Row, 'name' | 'unit' | 'against' | 'result' | 'target'> {
  readonly figures: Figures
}

const DIGITS = { s: 2, ms: 1, MiB: 0 } as const

/** A row for each name, and for each Node.js three columns: ours, the other, and the result with its range. */
export function markdownTable(measured: readonly Measured[]): string {
  const nodes = measured.flatMap(({ node }) => [`Node.js ${node}`, 'other', 'result (range)'])
  const lines = [
    ['what', 'against', 'target', ...nodes],
    ['what', 'against', 'target', ...nodes].map(() => '---'),
  ]
  const names = new Map(measured.flatMap(({ rows }) => rows.map((row) => [row.name, row] as const)))
  for (const [name, row] of names) {
    const cells = measured.flatMap(({ rows }) => cellsOf(rows.find((one) => one.name === name)))
    lines.push([`${name}, ${row.unit}`, row.against, targetText(row), ...cells])
  }
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function targetText({ target, result }: MeasuredRow): string {
  if (target === undefined) return ''
  const [one, other] = target.map((value) => resultText(value, result))
  return one === other ? `${one}` : `${one} / ${other}`
}

const resultText = (value: number, result: Row['result']): string =>
  result === 'ratio' ? value.toFixed(2) : `${value < 0 ? '' : '+'}${Number(value.toFixed(1))}`

function cellsOf(row: MeasuredRow | undefined): string[] {
  if (row === undefined) return ['', '', '']
  const { ours, other, result, min, max } = row.figures
  const text = (value: number | undefined): string => value?.toFixed(DIGITS[row.unit]) ?? '-'
  const shown = (value: number): string => resultText(value, row.result)
  const range = min === undefined || max === undefined ? '' : ` (${shown(min)} to ${shown(max)})`
  return [text(ours), text(other), result === undefined ? '-' : `${shown(result)}${range}`]
}
