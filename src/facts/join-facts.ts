/** Facts out of the memory of their program, and facts of other threads and earlier runs into it. */

import * as T from '../wasm/facts-table-layout.ts'
import type { KernelGlobal } from '../wasm/instantiate.ts'
import type { FactsColumns } from './facts-columns.ts'
import type { FactsKernel } from './facts-program.ts'

/** Modules of several tables in one order: the i-th is module `module[i]` of table `table[i]`. */
export interface ModuleOrder {
  readonly table: Int32Array
  readonly module: Int32Array
}

/** The modules of `others`, from table 1 on, and those that `kernel` has read, in one order: views of its memory. */
export function joinFacts(
  kernel: FactsKernel,
  others: readonly FactsColumns[],
  order: ModuleOrder,
): FactsColumns {
  const { program } = kernel
  const own = program.allocate(T.TABLE_WORDS * Int32Array.BYTES_PER_ELEMENT)
  program.describeOwn(own)
  const tables = Int32Array.of(own, ...others.map((columns) => kernel.place(descriptionOf(kernel, columns))))
  program.joinModules(
    order.module.length,
    kernel.place(order.table),
    kernel.place(order.module),
    kernel.place(tables),
  )
  return columnsIn(kernel, {
    exported: program.joinedExported,
    needed: program.joinedNeeded,
    fieldStarts: program.joinedFieldStarts,
    fieldKind: program.joinedFieldKind,
    textEnds: program.joinedTextEnds,
    texts: program.joinedTexts,
  })
}

const NO_ID = -1

/** Where the columns are, once they are placed, by table-words.ts. */
function descriptionOf(kernel: FactsKernel, { names, exported, needed, fields }: FactsColumns): Int32Array {
  const description = new Int32Array(T.TABLE_WORDS)
  description[T.NAME_BYTES] = kernel.place(names.bytes)
  description[T.NAME_STARTS] = kernel.place(names.starts)
  description[T.NAME_IDS] = kernel.place(new Int32Array(names.starts.length).fill(NO_ID))
  for (const [group, rows] of [
    [T.EXPORTED, exported],
    [T.NEEDED, needed],
  ] as const) {
    description[group + T.SYMBOL_STARTS] = kernel.place(rows.starts)
    description[group + T.SYMBOL_NAME] = kernel.place(rows.name)
    description[group + T.SYMBOL_CRC_LOW] = kernel.place(rows.crcLow)
    description[group + T.SYMBOL_CRC_HIGH] = kernel.place(rows.crcHigh)
    description[group + T.SYMBOL_WEAK] = kernel.place(rows.weak)
  }
  description[T.FIELD_STARTS] = kernel.place(fields.starts)
  description[T.FIELD_KIND] = kernel.place(fields.kind)
  description[T.TEXT_ENDS] = kernel.place(fields.textEnds)
  description[T.TEXTS] = kernel.place(fields.text)
  return description
}

/** Addresses of the columns of a table in the memory of the program. */
interface KernelTable {
  readonly exported: KernelGlobal
  readonly needed: KernelGlobal
  readonly fieldStarts: KernelGlobal
  readonly fieldKind: KernelGlobal
  readonly textEnds: KernelGlobal
  readonly texts: KernelGlobal
}

const SYMBOL_COLUMNS = 5

/** Views of the columns. */
export function columnsIn(kernel: FactsKernel, table: KernelTable): FactsColumns {
  const { nameBytes, nameStarts } = kernel.program
  return {
    names: { bytes: kernel.text(nameBytes), starts: kernel.words(nameStarts) },
    exported: symbolsIn(kernel, table.exported),
    needed: symbolsIn(kernel, table.needed),
    fields: {
      starts: kernel.words(table.fieldStarts),
      kind: kernel.words(table.fieldKind),
      textEnds: kernel.words(table.textEnds),
      text: kernel.text(table.texts),
    },
  }
}

function symbolsIn(kernel: FactsKernel, rows: KernelGlobal): FactsColumns['needed'] {
  const [starts, name, crcLow, crcHigh, weak] = kernel
    .group(rows, SYMBOL_COLUMNS)
    .map((column) => kernel.words(column))
  if (!starts || !name || !crcLow || !crcHigh || !weak) throw new Error('a group of symbols has five columns')
  return { starts, name, crcLow, crcHigh, weak }
}
