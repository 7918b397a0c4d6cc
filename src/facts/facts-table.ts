import { Int32Column } from '../base/columns.ts'
import { NameTable } from '../base/name-table.ts'
import { TextColumn } from '../base/text-column.ts'

/** What a .modinfo text is to depmod. */
export const FIELD_KINDS = ['alias', 'softdep', 'weakdep'] as const
export type FieldKind = (typeof FIELD_KINDS)[number]

/** Symbols of many modules: those of module `m` are rows `start(m)` to `start(m + 1)`. */
export class SymbolRows {
  readonly starts = new Int32Column()
  /** Ids in the table's `names`. */
  readonly name = new Int32Column()
  /** CRCs are unsigned 64-bit numbers in two words; a word reads back as a signed integer. */
  readonly crcLow = new Int32Column()
  readonly crcHigh = new Int32Column()
  /** 1 for a weak symbol. */
  readonly weak = new Int32Column()

  constructor() {
    this.starts.push(0)
  }

  get moduleCount(): number {
    return this.starts.length - 1
  }

  start(module: number): number {
    return this.starts.at(module)
  }

  end(module: number): number {
    return this.starts.at(module + 1)
  }

  push(name: number, crcLow: number, crcHigh: number, weak: number): void {
    this.name.push(name)
    this.crcLow.push(crcLow)
    this.crcHigh.push(crcHigh)
    this.weak.push(weak)
  }

  endModule(): void {
    this.starts.push(this.name.length)
  }

  /** Forgets what was pushed since the last module ended. */
  dropOpenModule(): void {
    const length = this.starts.at(this.moduleCount)
    for (const column of [this.name, this.crcLow, this.crcHigh, this.weak]) column.truncate(length)
  }
}

/** alias, softdep and weakdep values of many modules, as bytes. Those of module `m` are rows `start(m)` to `end(m)`. */
export class FieldRows {
  readonly starts = new Int32Column()
  /** Position in FIELD_KINDS. */
  readonly kind = new Int32Column()
  /** The value of each row. */
  readonly text = new TextColumn(1 << 16)

  constructor() {
    this.starts.push(0)
  }

  start(module: number): number {
    return this.starts.at(module)
  }

  end(module: number): number {
    return this.starts.at(module + 1)
  }

  push(kind: number, source: Uint8Array, start: number, end: number): void {
    this.kind.push(kind)
    this.text.open.range(source, start, end)
    this.text.endText()
  }

  endModule(): void {
    this.starts.push(this.kind.length)
  }
}

/**
 * Everything depmod needs to know of many modules, as columns. Module `m` is the m-th that was added, readable or
 * not: one that could not be read has no rows.
 */
export class FactsTable {
  readonly names = new NameTable()
  readonly exported = new SymbolRows()
  readonly needed = new SymbolRows()
  readonly fields = new FieldRows()

  get moduleCount(): number {
    return this.exported.moduleCount
  }

  endModule(): void {
    this.exported.endModule()
    this.needed.endModule()
    this.fields.endModule()
  }
}
