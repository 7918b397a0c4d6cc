/** Where tables are: a directory, which is listed, or a URL, below which an index of kernels is. */
import { isKmodError, KmodError } from '../base/errors.ts'
import { toByteString } from '../base/names.ts'
import type { Host } from '../host/host.ts'
import { metadataValue, readFooter } from '../parquet/footer.ts'
import { fieldOf } from '../parquet/thrift.ts'
import { type FleetKernel, partitionPath, partitionValue } from './partition.ts'
import { PART, PARTITION_COLUMNS, TABLE_FORMAT, type TableName } from './table-layout.ts'
import { FORMAT_KEY } from './write-tables.ts'

/** The file of a kernel in a table, below the directory of the tables. */
export const partPath = (table: TableName, kernel: FleetKernel): string =>
  `${table}/${partitionPath(kernel)}/${PART}`

/**
 * The kernels of a directory, in the order of their directories' names.
 *
 * @param directory a byte string
 * @throws KmodError KMOD_USAGE when there are none, KMOD_IO, KMOD_ARCHIVE for a file that is no table of tskmod
 */
export function kernelsBelow(host: Host, directory: string): FleetKernel[] {
  host.status(directory)
  const kernels: FleetKernel[] = []
  const visit = (path: string, known: readonly string[]): void => {
    const column = PARTITION_COLUMNS[known.length]
    if (column === undefined) {
      const [release = '', architecture = '', origin = ''] = known
      if (!host.exists(`${path}/${PART}`)) return
      requireTable(`${path}/${PART}`, host.readFile(`${path}/${PART}`))
      kernels.push({ release, architecture, origin })
      return
    }
    for (const { name } of host.listDirectory(path)) {
      const value = partitionValue(column, name)
      if (value !== undefined) visit(`${path}/${name}`, [...known, value])
    }
  }
  if (host.exists(`${directory}/kernels`)) visit(`${directory}/kernels`, [])
  return kernels
}

/**
 * Checks that a file is a table of kernels in a format that is known here.
 * @throws KmodError KMOD_ARCHIVE
 */
export function requireTable(name: string, bytes: Uint8Array): void {
  const format = formatOf(name, bytes)
  if (format === String(TABLE_FORMAT)) return
  throw new KmodError(
    'KMOD_ARCHIVE',
    format === undefined
      ? `Cannot read "${name}": it is no table of tskmod`
      : `Cannot read "${name}": its tables have the format ${format}; this version reads ${TABLE_FORMAT}`,
    { path: toByteString(name) },
  )
}

function formatOf(name: string, bytes: Uint8Array): string | undefined {
  try {
    const metadata = readFooter(bytes, bytes.length)
    if (typeof metadata === 'number' || fieldOf(metadata, 4) === undefined) return undefined
    return metadataValue(metadata, FORMAT_KEY)
  } catch (error) {
    if (!isKmodError(error)) throw error
    throw new KmodError('KMOD_ARCHIVE', `Cannot read "${name}": ${error.message}`, {
      path: toByteString(name),
      cause: error,
    })
  }
}
