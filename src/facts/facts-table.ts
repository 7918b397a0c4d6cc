import { Int32Column } from '../base/columns.ts'
import { NameTable } from '../base/name-table.ts'
import { RowGroups } from '../base/row-groups.ts'
import { TextColumn } from '../base/text-column.ts'
import { WEAK } from '../wasm/symbol-flags.ts'

/** The kinds of .modinfo texts that depmod uses. */
export const FIELD_KINDS = ['alias', 'softdep', 'weakdep'] as const
export type FieldKind = (typeof FIELD_KINDS)[number]

/** Symbols of many modules, a group for each. */
export class SymbolRows extends RowGroups {
  /** Ids in the table's `names`. */
  readonly name = new Int32Column()
  /** CRCs are unsigned 64-bit numbers in two words; words are read back as signed integers. */
  readonly crcLow = new Int32Column()
  readonly crcHigh = new Int32Column()
  /** For a needed symbol: WEAK or 0. For an exported one: see wasm/symbol-flags.ts; 0 when depmod reads modules. */
  readonly flags = new Int32Column()

  push(name: number, crcLow: number, crcHigh: number, flags: number): void {
    this.name.push(name)
    this.crcLow.push(crcLow)
    this.crcHigh.push(crcHigh)
    this.flags.push(flags)
  }

  /** Whether a needed symbol may be missing. */
  isWeak(row: number): boolean {
    return (this.flags.at(row) & WEAK) !== 0
  }

  /** The version of a row as one number. */
  crc(row: number): bigint {
    return (BigInt(this.crcHigh.at(row) >>> 0) << 32n) | BigInt(this.crcLow.at(row) >>> 0)
  }

  endModule(): void {
    this.endGroupAt(this.name.length)
  }
}

/** alias, softdep and weakdep values of many modules, a group for each. */
export class FieldRows extends RowGroups {
  /** Position in FIELD_KINDS. */
  readonly kind = new Int32Column()
  /** The value of each row. */
  readonly text = new TextColumn()
}

/**
 * Everything that depmod needs to know about many modules, as columns. Module `m` is the m-th that was added, readable
 * or not: an unreadable one has no rows.
 */
export class FactsTable {
  readonly names = new NameTable()
  readonly exported = new SymbolRows()
  readonly needed = new SymbolRows()
  readonly fields = new FieldRows()

  get moduleCount(): number {
    return this.exported.groupCount
  }
}
