/** The tables of a kernel: .github/docs/parquet-tables.md describes each column. */

/** In the footer of each file as `tskmod.format`; a change that old queries do not survive makes it another number. */
export const TABLE_FORMAT = 1

/** The names of the tables, `kernels` first: the row in it says that a kernel is complete. */
export const TABLE_NAMES: readonly TableName[] = [
  'kernels',
  'modules',
  'exports',
  'imports',
  'aliases',
  'parameters',
  'firmware',
  'dependencies',
]

export type TableName =
  | 'kernels'
  | 'modules'
  | 'exports'
  | 'imports'
  | 'aliases'
  | 'parameters'
  | 'firmware'
  | 'dependencies'

/** By table, the columns that its rows are sorted by, then the others; the partition columns are not in the files. */
export const TABLES = {
  kernels: {
    sortedBy: 1,
    columns: [
      ...['release_key', 'flavour', 'machine', 'vermagic', 'module_count', 'builtin_count'],
      ...['module_bytes', 'kernel_exports'],
    ],
  },
  modules: {
    sortedBy: 1,
    columns: [
      ...['modname', 'builtin', 'path', 'size', 'version', 'srcversion', 'license', 'vermagic', 'intree'],
      ...['build_id', 'signature', 'signer', 'key_id', 'digest'],
    ],
  },
  exports: { sortedBy: 2, columns: ['symbol', 'owner', 'crc', 'gpl_only', 'namespace', 'evidence'] },
  imports: { sortedBy: 2, columns: ['symbol', 'modname', 'crc', 'weak'] },
  aliases: {
    sortedBy: 3,
    columns: ['literal_prefix', 'pattern', 'modname', 'like_pattern', 'family', 'builtin'],
  },
  parameters: { sortedBy: 2, columns: ['modname', 'parameter', 'type', 'description', 'builtin'] },
  firmware: { sortedBy: 2, columns: ['firmware', 'modname', 'builtin'] },
  dependencies: { sortedBy: 3, columns: ['target', 'modname', 'kind', 'builtin'] },
} as const satisfies Readonly<
  Record<TableName, { readonly sortedBy: number; readonly columns: readonly string[] }>
>

/** Hive partitions, outermost first: a directory `NAME=VALUE` each. */
export const PARTITION_COLUMNS = ['release', 'architecture', 'origin'] as const

/**
 * Rows of a group. Each group has a dictionary of its own: with smaller ones a lookup reads less, and the names of all
 * modules are there more often.
 */
export const rowGroupOf = (table: TableName): number => (table === 'imports' ? 98_304 : 8192)

/** The one file of a kernel in each table. */
export const PART = 'part.parquet'
