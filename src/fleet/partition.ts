/** The directory of a kernel in each table: `release=6.1.0-50-amd64/architecture=x86_64/origin=debian`. */
import { KmodError } from '../base/errors.ts'
import { fromByteString } from '../base/names.ts'
import { PARTITION_COLUMNS } from './table-layout.ts'

/** Which kernel: the values of the partition columns, in UTF-8. */
export interface FleetKernel {
  readonly release: string
  /** As `uname -m` prints it on that kernel, by the ELF header of its modules. */
  readonly architecture: string
  /** Where the kernel is from, as the user calls it. */
  readonly origin: string
}

/**
 * Without this, an empty name would be the working directory, or the root of the machine.
 * @throws KmodError KMOD_USAGE
 */
export function refuseEmptyPlace(place: string): void {
  if (place === '') throw new KmodError('KMOD_USAGE', 'the directory of the tables has an empty name')
}

/**
 * Escapes what Hive escapes in the names of directories, and bytes outside ASCII: `%` and two hexadecimal digits. Nothing
 * else, because ClickHouse leaves the values of partitions as they are in the path: `+`, which releases of Debian have,
 * stays.
 */
export const escapeValue = (value: string): string =>
  [...Buffer.from(value, 'utf8')]
    .map((byte) => {
      const character = String.fromCharCode(byte)
      return /[A-Za-z0-9_.~+@,-]/.test(character)
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')

/** The directory of a kernel below that of a table. */
export const partitionPath = (kernel: FleetKernel): string =>
  PARTITION_COLUMNS.map((column) => `${column}=${escapeValue(kernel[column])}`).join('/')

/** The value in a directory name, a byte string; undefined if it is not that of the column. */
export function partitionValue(column: string, name: string): string | undefined {
  if (!name.startsWith(`${column}=`)) return undefined
  const escaped = name.slice(column.length + 1)
  const bytes = escaped.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return bytes === '' ? undefined : fromByteString(bytes)
}
