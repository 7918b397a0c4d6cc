/**
 * Text for people, in lines of at most 80 columns, or the width of the terminal:
 *
 * - nothing is cut: text that does not fit continues on the next line, under its own column; only a single word, or a
 *   command that is meant to be copied, may be wider;
 * - the last column of a table takes the rest of the line, or the next lines if little is left;
 * - styles describe what a text means (`bad`, `name`, `aside`), not its colour;
 * - control characters are shown as `\xNN`, so that no file can control the terminal.
 *
 * Text is byte strings (base/names.ts), so UTF-8 in names goes out as it came in.
 */
import { largest } from '../base/append.ts'
import { fromByteString } from '../base/names.ts'
import { escapeForLine } from './escape.ts'

export const PAGE_WIDTH = 80

/** The meaning of a text. */
export type Style = 'heading' | 'name' | 'good' | 'warn' | 'bad' | 'symbol' | 'aside' | 'command'

/** A text with a style; a plain string has no style. */
export type Styled = string | { readonly text: string; readonly style: Style }

/** A cell of a table. Numbers are right-aligned. */
export type Cell = Styled | number

/** Gives text the escape sequences of a style, or none. */
export type Paint = (text: string, style: Style) => string

export const plainPaint: Paint = (text) => text

export interface TableOptions {
  /** Blanks at the start of each line; default 2. */
  readonly indent?: number
}

export interface ReportForm {
  /** Columns of a line; default PAGE_WIDTH. */
  readonly width?: number
  /** Whether to suggest next commands; default true. */
  readonly hasHints?: boolean
}

/** Wider lines do not make a table easier to read. */
const WIDEST = 160

/** On a terminal a page has its width, and hints; in a pipe or a file neither, unless hints are requested. */
export const formFor = (
  isTerminal: boolean,
  columns: number | undefined,
  wantsHints = false,
): Required<ReportForm> => ({
  width: isTerminal ? Math.min(WIDEST, Math.max(PAGE_WIDTH, columns ?? PAGE_WIDTH)) : PAGE_WIDTH,
  hasHints: isTerminal || wantsHints,
})

/** A page of text, written from top to bottom. */
export class TextReport {
  readonly #paint: Paint
  readonly #width: number
  readonly #hasHints: boolean
  readonly #lines: string[] = []

  constructor(paint: Paint = plainPaint, { width = PAGE_WIDTH, hasHints = true }: ReportForm = {}) {
    this.#paint = paint
    this.#width = width
    this.#hasHints = hasHints
  }

  /** All lines, each with its newline. */
  get text(): string {
    return this.#lines.map((line) => `${line}\n`).join('')
  }

  /** The first line of a section, with a summary after the title. Preceded by a blank line. */
  heading(text: string, aside?: string): void {
    if (this.#lines.length > 0) this.blank()
    this.paragraph(
      [
        { text, style: 'heading' },
        ...(aside === undefined ? [] : [{ text: aside, style: 'aside' } as const]),
      ],
      0,
    )
  }

  /** Wraps words into lines; `hang` is the indent of all lines but the first. */
  paragraph(parts: readonly Styled[], indent = 2, hang = indent): void {
    const words = parts.flatMap((part) => wordsOf(part))
    this.#flow(words, ' '.repeat(indent), indent, hang)
  }

  /** `label` and its items, separated by commas, under each other if they do not fit. */
  items(label: Styled, items: readonly Styled[], indent = 2): void {
    const width = widthOf(label) + 1
    const words = items.flatMap((item, i) => {
      const last = i === items.length - 1
      return wordsOf(item).map((word, at, all) =>
        at === all.length - 1 && !last ? { ...word, after: ',' } : word,
      )
    })
    this.#flow(words, `${' '.repeat(indent)}${this.#styled(label)} `, indent + width, indent + width)
  }

  /** Writes rows in aligned columns. */
  table(rows: readonly (readonly Cell[])[], { indent = 2 }: TableOptions = {}): void {
    const last = largest(rows.map((row) => row.length - 1))
    const widths = Array.from({ length: last }, (_, column) =>
      largest(rows.map((row) => (column < row.length - 1 ? widthOf(row[column] ?? '') : 0))),
    )
    const lastWidth = largest(
      rows.map((row) => (typeof row[last] === 'number' ? widthOf(row[last] ?? '') : 0)),
    )
    for (const row of rows) this.#row(row, widths, lastWidth, indent)
  }

  /** Suggested next commands, each with its purpose. */
  next(commands: readonly (readonly [command: string, purpose: string])[]): void {
    if (commands.length === 0 || !this.#hasHints) return
    this.heading('Next')
    const width = largest(commands.map(([command]) => command.length))
    const fits = commands.every(([, purpose]) => width + purpose.length + 4 <= this.#width)
    for (const [command, purpose] of commands) {
      const shown = { text: command, style: 'command' } as const
      if (fits) this.table([[{ ...shown, text: command.padEnd(width) }, purpose]])
      else {
        this.paragraph([purpose])
        this.#lines.push(`    ${this.#styled(shown)}`)
      }
    }
  }

  /** Writes one line, as it is. */
  line(...parts: readonly Styled[]): void {
    this.#lines.push(parts.map((part) => this.#styled(part)).join(''))
  }

  /** Writes an empty line. */
  blank(): void {
    this.#lines.push('')
  }

  #row(row: readonly Cell[], widths: readonly number[], lastWidth: number, indent: number): void {
    let start = ' '.repeat(indent)
    let at = indent
    for (const [column, cell] of row.slice(0, -1).entries()) {
      const width = widths[column] ?? 0
      const padding = ' '.repeat(width - widthOf(cell))
      const text = this.#styled(textOf(cell))
      start += `${typeof cell === 'number' ? padding + text : text + padding}  `
      at += width + 2
    }
    const cell = row.at(-1) ?? ''
    const padding = typeof cell === 'number' ? ' '.repeat(lastWidth - widthOf(cell)) : ''
    const words = wordsOf(textOf(cell))
    if (at > indent && this.#width - at < LEAST_FOR_TEXT && at + widthOf(cell) > this.#width) {
      this.#lines.push(start.trimEnd())
      this.#flow(words, ' '.repeat(indent + BELOW), indent + BELOW, indent + BELOW)
    } else this.#flow(words, start + padding, at, at)
  }

  /** @param start the first line so far, which is `at` columns wide; further lines begin `hang` columns in */
  #flow(words: readonly Word[], start: string, at: number, hang: number): void {
    let line = start
    let column = at
    let isFirst = true
    for (const word of words) {
      const width = widthOf(word.text) + (word.after?.length ?? 0)
      const gap = isFirst || word.glued ? 0 : 1
      if (!isFirst && column + gap + width > this.#width) {
        this.#lines.push(line.trimEnd())
        line = ' '.repeat(hang)
        column = hang
      } else if (gap > 0) {
        line += ' '
        column++
      }
      line +=
        this.#styled(word.style ? { text: word.text, style: word.style } : word.text) + (word.after ?? '')
      column += width
      isFirst = false
    }
    this.#lines.push(line.trimEnd())
  }

  #styled(part: Styled): string {
    return typeof part === 'string' ? escapeForLine(part) : this.#paint(escapeForLine(part.text), part.style)
  }
}

/** Where the columns before leave less than this, a text that does not fit goes below them. */
const LEAST_FOR_TEXT = 30

/** Indent of such a text under its row. */
const BELOW = 4

interface Word {
  readonly text: string
  readonly style?: Style
  /** Follows the previous word without a blank. */
  readonly glued?: boolean
  /** Excluded from the style. */
  readonly after?: string
}

/** Words end at blanks; long paths may also be broken after a slash. */
function wordsOf(part: Styled): Word[] {
  const { text, style } = typeof part === 'string' ? { text: part, style: undefined } : part
  return text
    .split(' ')
    .filter((word) => word !== '')
    .flatMap((word) =>
      (widthOf(word) > LONG_WORD ? word.split(/(?<=\/)/) : [word]).map((piece, i) => ({ piece, i })),
    )
    .map(({ piece, i }) => ({ text: piece, ...(style && { style }), ...(i > 0 && { glued: true }) }))
}

const LONG_WORD = 40

const textOf = (cell: Cell): Styled => (typeof cell === 'number' ? groupDigits(cell) : cell)

/** The number of columns of a text; each character is counted as one. */
function widthOf(cell: Cell): number {
  const text = textOf(cell)
  return fromByteString(escapeForLine(typeof text === 'string' ? text : text.text)).length
}

/** 1234567 as `1,234,567`, the same in every locale. */
export const groupDigits = (number: number): string => String(number).replace(/\B(?=(\d{3})+$)/g, ',')

/** `1 module`, `2 modules`; irregular plurals are passed in. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${groupDigits(count)} ${count === 1 ? noun : plural}`

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

/** Formats bytes for people: three digits, and the unit. */
export function formatSize(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1024
    unit++
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2
  return `${value.toFixed(digits)} ${UNITS[unit]}`
}
