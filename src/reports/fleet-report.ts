/** Answers of `tskmod fleet` as text and CSV. */
import { toByteString } from '../base/names.ts'
import type { FleetAnswer } from '../fleet/fleet.ts'
import type { FleetRows, FleetValue } from '../fleet/fleet-engine.ts'
import { type Cell, counted, type TextReport } from './text-kit.ts'

/** Columns that only sort, or that are the same as another one for people. */
const NOT_SHOWN: ReadonlySet<string> = new Set(['release_key'])

/** Writes a row for each row of the answer; columns in which no row has a value are left out. */
export function writeFleet(page: TextReport, title: string, answer: FleetAnswer): void {
  const { columns, rows, kernelCount } = answer
  page.heading(title, `${counted(rows.length, 'row')}, ${counted(kernelCount, 'kernel')}`)
  const shown = columns
    .map((name, at) => ({ name, at }))
    .filter(({ name, at }) => !NOT_SHOWN.has(name) && rows.some((row) => (row[at] ?? null) !== null))
  if (shown.length === 0) return
  page.table([
    shown.map(({ name }): Cell => ({ text: toByteString(name), style: 'aside' })),
    ...rows.map((row) => shown.map(({ name, at }) => cellOf(name, row[at] ?? null))),
  ])
}

/** Versions as in Module.symvers. */
export const crcOf = (value: FleetValue): FleetValue =>
  typeof value === 'number' ? `0x${value.toString(16).padStart(8, '0')}` : value

function cellOf(name: string, value: FleetValue): Cell {
  const shown = name === 'crc' ? crcOf(value) : value
  if (shown === null) return '-'
  if (typeof shown === 'boolean') return shown ? 'yes' : 'no'
  return typeof shown === 'number' ? (Number.isInteger(shown) ? shown : String(shown)) : toByteString(shown)
}

/** The document of --json, after the keys that all have: a row is an object, and a version a text as in Module.symvers. */
export const fleetDocument = (
  question: string,
  { columns, rows, kernelCount, fetched }: FleetAnswer,
): object => ({
  question,
  kernelCount,
  ...(fetched && { fetched }),
  columns: columns.map(toByteString),
  rows: rows.map((row) =>
    Object.fromEntries(
      columns.map((name, at) => {
        const value = name === 'crc' ? crcOf(row[at] ?? null) : (row[at] ?? null)
        return [toByteString(name), typeof value === 'string' ? toByteString(value) : value]
      }),
    ),
  ),
})

/** Lines as in RFC 4180, without their ends: the names of the columns, then the rows; null is an empty field. */
export function fleetCsvLines({ columns, rows }: FleetRows): string[] {
  const crc = columns.indexOf('crc')
  const lines = rows.map((row) => row.map((value, at) => csvField(at === crc ? crcOf(value) : value)))
  return [columns.map(csvField), ...lines].map((fields) => fields.join(','))
}

function csvField(value: FleetValue): string {
  const text = value === null ? '' : toByteString(String(value))
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
