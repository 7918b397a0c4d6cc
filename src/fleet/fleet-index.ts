/**
 * The index of a directory of tables, `index.json`: a web server does not list directories, so whoever reads tables by
 * URL takes the names of the kernels, and the sizes of their files, from it.
 */
import { KmodError } from '../base/errors.ts'
import { toByteString } from '../base/names.ts'
import type { Host } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'
import { writeTextFile } from '../publish/write-text-file.ts'
import { kernelsBelow, partPath } from './fleet-place.ts'
import { type FleetKernel, refuseEmptyPlace } from './partition.ts'
import { TABLE_FORMAT, TABLE_NAMES, type TableName } from './table-layout.ts'

export const INDEX_NAME = 'index.json'

/** A kernel with the sizes of its files in bytes. */
export interface IndexedKernel extends FleetKernel {
  readonly sizes: Readonly<Record<TableName, number>>
}

/**
 * Writes the index anew, as a whole or not at all. To be run after kernels were added, once.
 * @throws KmodError KMOD_IO, KMOD_ARCHIVE; KMOD_USAGE when there are no kernels
 */
export async function indexFleet(
  directory: string,
  host: Host = nodeHost,
): Promise<readonly IndexedKernel[]> {
  refuseEmptyPlace(directory)
  const root = toByteString(directory).replace(/(?<=.)\/+$/, '')
  const kernels = kernelsBelow(host, root).map((kernel) => ({
    ...kernel,
    sizes: Object.fromEntries(
      TABLE_NAMES.map((table) => [
        table,
        host.status(`${root}/${toByteString(partPath(table, kernel))}`).size,
      ]),
    ) as Record<TableName, number>,
  }))
  if (kernels.length === 0) throw noKernels(directory)
  const text = JSON.stringify({ format: TABLE_FORMAT, kernels })
  await writeTextFile(`${root}/${INDEX_NAME}`, toByteString(`${text}\n`), host)
  return kernels
}

export const noKernels = (place: string): KmodError =>
  new KmodError('KMOD_USAGE', `there are no kernels in '${place}': tskmod facts --parquet adds them`)

/** @throws KmodError KMOD_ARCHIVE */
export function parseIndex(name: string, text: string): readonly IndexedKernel[] {
  const foreign = (why: string): KmodError =>
    new KmodError('KMOD_ARCHIVE', `Cannot read "${name}": ${why}`, { path: toByteString(name) })
  let document: { readonly format?: unknown; readonly kernels?: unknown }
  try {
    document = JSON.parse(text) as typeof document
  } catch {
    throw foreign('it is no JSON, or it is cut')
  }
  if (document?.format !== TABLE_FORMAT)
    throw foreign(
      `it is no index of tables that this version reads (format ${String(document?.format)}, not ${TABLE_FORMAT})`,
    )
  const { kernels } = document
  if (!Array.isArray(kernels) || !kernels.every(isIndexed)) throw foreign('an entry of it is no kernel')
  return kernels
}

function isIndexed(value: unknown): value is IndexedKernel {
  if (typeof value !== 'object' || value === null) return false
  const { release, architecture, origin, sizes } = value as Partial<Record<string, unknown>>
  if (![release, architecture, origin].every((text) => typeof text === 'string' && text !== '')) return false
  if (typeof sizes !== 'object' || sizes === null) return false
  return TABLE_NAMES.every((table) => Number.isSafeInteger((sizes as Record<string, unknown>)[table]))
}
