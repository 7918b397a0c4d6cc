/** AssemblyScript. The rows of a table as columns of words, and their order. */
import { Column } from '../columns'
import { rankOf } from './text-pool'

/** Sorted by so many bits at a time. */
const DIGIT_BITS: u32 = 11
const DIGITS: u32 = 1 << DIGIT_BITS

export class Table {
  columns: StaticArray<Column>

  /**
   * @param count the number of columns of words: two for a column of numbers
   * @param texts a bit for each that is texts
   * @param keys the columns that the rows are sorted by, four bits each, and 1 after the last
   * @param isDistinct whether only the last of the rows with the same keys is kept
   */
  constructor(
    count: u32,
    public texts: u32,
    public keys: u32,
    public isDistinct: bool,
  ) {
    this.columns = new StaticArray<Column>(count)
    for (let i: u32 = 0; i < count; i++) this.columns[i] = new Column(0)
  }

  column(i: u32): Column {
    return this.columns[i]
  }

  get length(): u32 {
    return this.column(0).length
  }

  /** Lengthens it to `rows` rows. */
  extend(rows: u32): void {
    for (let i = 0; i < this.columns.length; i++) this.columns[i].extend(rows)
  }

  /** Texts become ranks, and rows are sorted by the keys. */
  sort(): void {
    for (let i = 0; i < this.columns.length; i++) if ((this.texts >> i) & 1) rankAll(this.columns[i])
    const count = this.length
    let order = numbersUpTo(firstOrder, count)
    let spare = numbersUpTo(secondOrder, count)
    for (let keys = this.keys; keys > 1; keys >>= 4) {
      const column = this.column(keys & 15)
      const largest = largestIn(column)
      for (let shift: u32 = 0; shift < 32 && largest >> shift !== 0; shift += DIGIT_BITS) {
        sortByDigit(column, shift, order, spare)
        const sorted = spare
        spare = order
        order = sorted
      }
    }
    if (this.isDistinct) this.dropRepeated(order)
    // Each column is written where the one before it was.
    let free = unused
    for (let i = 0; i < this.columns.length; i++) {
      const column = this.columns[i]
      pick(column, order, free)
      this.columns[i] = free
      free = column
    }
    unused = free
  }

  /** Of rows with equal keys the last one is kept. */
  private dropRepeated(order: Column): void {
    let kept: u32 = 0
    for (let place: u32 = 0; place < order.length; place++) {
      if (place + 1 < order.length && this.hasSameKeys(order.at(place), order.at(place + 1))) continue
      order.set(kept++, order.at(place))
    }
    order.length = kept
  }

  private hasSameKeys(a: u32, b: u32): bool {
    for (let keys = this.keys; keys > 1; keys >>= 4) {
      const column = this.column(keys & 15)
      if (column.at(a) !== column.at(b)) return false
    }
    return true
  }
}

function rankAll(column: Column): void {
  for (let row: u32 = 0; row < column.length; row++) column.set(row, rankOf(column.at(row)))
}

/** Used again for each table. */
const firstOrder = new Column(0)
const secondOrder = new Column(0)
let unused = new Column(0)

function numbersUpTo(column: Column, count: u32): Column {
  column.reserve(count)
  for (let i: u32 = 0; i < count; i++) column.set(i, i)
  column.length = count
  return column
}

function largestIn(column: Column): u32 {
  let largest: u32 = 0
  for (let row: u32 = 0; row < column.length; row++) largest = max(largest, column.at(row))
  return largest
}

const starts = new Column(DIGITS)
starts.length = DIGITS

/** Stable. Keys are never NONE. */
function sortByDigit(column: Column, shift: u32, order: Column, sorted: Column): void {
  const count = order.length
  memory.fill(starts.data, 0, DIGITS << 2)
  for (let row: u32 = 0; row < count; row++) {
    const digit = (column.at(row) >> shift) & (DIGITS - 1)
    starts.set(digit, starts.at(digit) + 1)
  }
  let start: u32 = 0
  for (let digit: u32 = 0; digit < DIGITS; digit++) {
    const rows = starts.at(digit)
    starts.set(digit, start)
    start += rows
  }
  for (let place: u32 = 0; place < count; place++) {
    const row = order.at(place)
    const digit = (column.at(row) >> shift) & (DIGITS - 1)
    const to = starts.at(digit)
    starts.set(digit, to + 1)
    sorted.set(to, row)
  }
}

function pick(column: Column, order: Column, into: Column): void {
  into.reserve(order.length)
  for (let place: u32 = 0; place < order.length; place++) into.set(place, column.at(order.at(place)))
  into.length = order.length
}
