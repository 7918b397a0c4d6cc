/**
 * AssemblyScript. The tables of a kernel from the columns of its facts, and any table as a Parquet file: texts as numbers
 * of a pool that is sorted once, rows as columns of words.
 *
 * The caller (parquet/table-program.ts, fleet/kernel-program.ts) adds texts and rows, ranks the texts, sorts the tables,
 * and encodes them column by column.
 */

import { tableOf } from './kernel-tables'
import { Table } from './table'

export { setHashKey } from '../sip-hash'
export { chunkWords, encodeChunk } from './column-chunk'
export { addExports, addImported, addOwn } from './export-rows'
export { addImports, setNames } from './import-rows'
export { findImported } from './imported'
export { setKinds } from './modinfo-rows'
export { addBuiltins, addHardDependencies, addModules, setTraits } from './module-rows'
export { internAll, nameOfRank, rankedLength, rankedText, rankOf, rankTexts } from './text-pool'

/** Allocates memory that is never freed; it may be read a little past its end. */
export function allocate(size: usize): usize {
  return heap.alloc(size + 8)
}

export function sortTable(number: u32): u32 {
  const table: Table = tableOf(number)
  table.sort()
  return table.length
}

/** The address of a column of a sorted table. */
export function tableColumn(number: u32, column: u32): usize {
  return tableOf(number).column(column).data
}
