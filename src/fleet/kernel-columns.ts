/** The types of the columns of table-layout.ts. */
import type { ColumnShape } from '../parquet/columns.ts'
import { TABLES, type TableName } from './table-layout.ts'

const FLAGS: ReadonlySet<string> = new Set(['builtin', 'intree', 'weak', 'gpl_only'])
const NUMBERS: ReadonlySet<string> = new Set([
  ...['machine', 'module_count', 'builtin_count', 'module_bytes', 'size', 'crc'],
])
/** By table, the columns that can be null. */
const NULLABLE: Readonly<Record<TableName, ReadonlySet<string>>> = {
  kernels: new Set(['machine', 'vermagic']),
  modules: new Set([
    ...['path', 'size', 'version', 'srcversion', 'license', 'vermagic', 'build_id', 'signature'],
    ...['signer', 'key_id', 'digest'],
  ]),
  exports: new Set(['crc', 'gpl_only', 'namespace']),
  imports: new Set(['crc']),
  aliases: new Set(['like_pattern']),
  parameters: new Set(['type', 'description']),
  firmware: new Set(),
  dependencies: new Set(),
}

/** The columns of a table, in their order. */
export const columnShapes = (table: TableName): ColumnShape[] =>
  TABLES[table].columns.map((name) => ({
    name,
    type: FLAGS.has(name) ? 'boolean' : NUMBERS.has(name) ? 'integer' : 'text',
    nullable: NULLABLE[table].has(name),
  }))
