/**
 * Puts the tables of a kernel into a directory of tables: all of them, or none. A kernel is there when its file in the
 * table `kernels` is there, which is written last, and removed first when another one takes its place.
 *
 *   DIR/TABLE/release=RELEASE/architecture=ARCHITECTURE/origin=ORIGIN/part.parquet
 *
 * Kernels have no file in common, so that many processes can add kernels at once.
 */

import { isAnyKmodError, KmodError } from '../base/errors.ts'
import { directoryOf, fromByteString, toByteString } from '../base/names.ts'
import { strerror } from '../base/strerror.ts'
import type { Host } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'
import { writeParquet } from '../parquet/write-parquet.ts'
import { withoutEmptyDirectories } from '../publish/made-directories.ts'
import {
  BY_UMASK,
  newTag,
  type Pending,
  pendingFile,
  removeIfThere,
  writeTemporary,
} from '../publish/temporary-files.ts'
import type { KernelTables } from './kernel-tables.ts'
import { partitionPath, refuseEmptyPlace } from './partition.ts'
import { PART, rowGroupOf, TABLE_FORMAT, TABLE_NAMES, TABLES, type TableName } from './table-layout.ts'

/** Key of the footer in which a file says which format of tables it has. */
export const FORMAT_KEY = 'tskmod.format'

export interface WrittenTables {
  /** Below the directory, without a slash in front. */
  readonly files: readonly { readonly path: string; readonly size: number }[]
}

/** The bytes of each table: the same for the same kernel. */
export function encodeTables({ tables }: KernelTables): Map<TableName, Uint8Array> {
  return new Map(
    TABLE_NAMES.map((table) => [
      table,
      writeParquet({
        columns: tables[table],
        sortedBy: TABLES[table].sortedBy,
        rowGroup: rowGroupOf(table),
        metadata: [
          [FORMAT_KEY, String(TABLE_FORMAT)],
          ['tskmod.table', table],
        ],
        createdBy: `tskmod version ${TABLE_FORMAT}`,
      }),
    ]),
  )
}

/**
 * Writes the tables of one kernel, in place of those that are there of the same release, architecture and origin.
 *
 * @param directory created if its parent is there
 * @throws KmodError KMOD_IO; then the tables are as they were, or, if that was while files were put in place, the
 * kernel is not there
 */
export async function writeKernelTables(
  directory: string,
  tables: KernelTables,
  host: Host = nodeHost,
): Promise<WrittenTables> {
  refuseEmptyPlace(directory)
  const root = toByteString(directory).replace(/(?<=.)\/+$/, '')
  const encoded = encodeTables(tables)
  const below = toByteString(partitionPath(tables.kernel))
  const tag = newTag(host)
  const pending = new Map<TableName, Pending>()
  const cleanUp = (): void => {
    for (const { temporary } of pending.values()) removeIfThere(host, temporary)
  }
  const endWatch = host.onTermination(cleanUp)
  try {
    await withoutEmptyDirectories(host, async (noting) => {
      try {
        for (const [table, bytes] of encoded) {
          const place = `${root}/${table}/${below}`
          noting.makeDirectory(place)
          const file = pendingFile(place, PART, tag)
          pending.set(table, file)
          await writeTemporary(host, file.temporary, BY_UMASK, bytes)
        }
        putInPlace(host, pending)
      } catch (error) {
        cleanUp()
        throw error
      }
    })
  } catch (error) {
    throw isAnyKmodError(error) ? cannotWrite(directory, error) : error
  } finally {
    endWatch()
  }
  return {
    files: [...encoded].map(([table, { length }]) => ({ path: `${table}/${below}/${PART}`, size: length })),
  }
}

function putInPlace(host: Host, pending: ReadonlyMap<TableName, Pending>): void {
  const sign = pending.get('kernels')
  if (sign === undefined) throw new TypeError('Expected a table of kernels')
  if (host.exists(sign.path)) host.removeFile(sign.path)
  for (const file of [...pending.values()].filter((one) => one !== sign)) {
    host.rename(file.temporary, file.path)
    host.syncDirectory(directoryOf(file.path))
  }
  host.rename(sign.temporary, sign.path)
  host.syncDirectory(directoryOf(sign.path))
}

const cannotWrite = (directory: string, { code, message, details }: KmodError): KmodError =>
  new KmodError(
    code,
    details.errno === undefined
      ? message
      : `Cannot write tables to "${directory}": ${strerror(details.errno)} (${fromByteString(details.path ?? '')})`,
    details,
  )
