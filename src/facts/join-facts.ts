/** Copies facts out of the memory of their program, and facts of other threads and earlier runs into it. */

import * as T from '../wasm/facts-table-layout.ts'
import type { WasmGlobal } from '../wasm/instantiate.ts'
import type { FactsColumns } from './facts-columns.ts'
import type { FactsProgram } from './facts-program.ts'

/** Modules of several tables in one order: the i-th is module `module[i]` of table `table[i]`. */
export interface ModuleOrder {
  readonly table: Int32Array
  readonly module: Int32Array
}

/** The modules of `others`, from table 1 on, and those that `program` has read, in one order: views of its memory. */
export function joinFacts(
  program: FactsProgram,
  others: readonly FactsColumns[],
  order: ModuleOrder,
): FactsColumns {
  const { exports } = program
  const own = exports.allocate(T.TABLE_WORDS * Int32Array.BYTES_PER_ELEMENT)
  exports.describeOwn(own)
  const tables = Int32Array.from([
    own,
    ...others.map((columns) => program.copyIn(descriptionOf(program, columns))),
  ])
  exports.joinModules(
    order.module.length,
    program.copyIn(order.table),
    program.copyIn(order.module),
    program.copyIn(tables),
  )
  return columnsIn(program, {
    exported: exports.joinedExported,
    needed: exports.joinedNeeded,
    fieldStarts: exports.joinedFieldStarts,
    fieldKind: exports.joinedFieldKind,
    textEnds: exports.joinedTextEnds,
    texts: exports.joinedTexts,
  })
}

const NO_ID = -1

/** The addresses of the copied columns, laid out by table-words.ts. */
function descriptionOf(program: FactsProgram, { names, exported, needed, fields }: FactsColumns): Int32Array {
  const description = new Int32Array(T.TABLE_WORDS)
  description[T.NAME_BYTES] = program.copyIn(names.bytes)
  description[T.NAME_STARTS] = program.copyIn(names.starts)
  description[T.NAME_IDS] = program.copyIn(new Int32Array(names.starts.length).fill(NO_ID))
  for (const [group, rows] of [
    [T.EXPORTED, exported],
    [T.NEEDED, needed],
  ] as const) {
    description[group + T.SYMBOL_STARTS] = program.copyIn(rows.starts)
    description[group + T.SYMBOL_NAME] = program.copyIn(rows.name)
    description[group + T.SYMBOL_CRC_LOW] = program.copyIn(rows.crcLow)
    description[group + T.SYMBOL_CRC_HIGH] = program.copyIn(rows.crcHigh)
    description[group + T.SYMBOL_FLAGS] = program.copyIn(rows.flags)
  }
  description[T.FIELD_STARTS] = program.copyIn(fields.starts)
  description[T.FIELD_KIND] = program.copyIn(fields.kind)
  description[T.TEXT_ENDS] = program.copyIn(fields.textEnds)
  description[T.TEXTS] = program.copyIn(fields.text)
  return description
}

/** Addresses of the columns of a table in the memory of the program. */
interface WasmTable {
  readonly exported: WasmGlobal
  readonly needed: WasmGlobal
  readonly fieldStarts: WasmGlobal
  readonly fieldKind: WasmGlobal
  readonly textEnds: WasmGlobal
  readonly texts: WasmGlobal
}

const SYMBOL_COLUMNS = 5

/** Views of the columns. */
export function columnsIn(program: FactsProgram, table: WasmTable): FactsColumns {
  const { nameBytes, nameStarts } = program.exports
  return {
    names: { bytes: program.text(nameBytes), starts: program.words(nameStarts) },
    exported: symbolsIn(program, table.exported),
    needed: symbolsIn(program, table.needed),
    fields: {
      starts: program.words(table.fieldStarts),
      kind: program.words(table.fieldKind),
      textEnds: program.words(table.textEnds),
      text: program.text(table.texts),
    },
  }
}

function symbolsIn(program: FactsProgram, rows: WasmGlobal): FactsColumns['needed'] {
  const [starts, name, crcLow, crcHigh, flags] = program
    .group(rows, SYMBOL_COLUMNS)
    .map((column) => program.words(column))
  if (!starts || !name || !crcLow || !crcHigh || !flags)
    throw new Error('a group of symbols has five columns')
  return { starts, name, crcLow, crcHigh, flags }
}
