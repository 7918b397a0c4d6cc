/**
 * Tables on a web server: what a question needs of them, in a temporary directory with the same layout. Of each file the
 * metadata is fetched, and then, by ranges, only the row groups that can have what is looked up.
 *
 * DuckDB could read by URL itself with its extension httpfs, which it would have to download first.
 */
import { isKmodError, KmodError } from '../base/errors.ts'
import { directoryOf, toByteString } from '../base/names.ts'
import { fetchRange } from '../host/fetch-range.ts'
import type { Host } from '../host/host.ts'
import { createTemporaryDirectory } from '../host/temporary-directory.ts'
import { readFooter } from '../parquet/footer.ts'
import { fileOfGroups, rowGroupsOf } from '../parquet/select-groups.ts'
import type { ThriftStruct } from '../parquet/thrift.ts'
import { INDEX_NAME, type IndexedKernel, parseIndex } from './fleet-index.ts'
import { partPath, requireTable } from './fleet-place.ts'
import { type Lookup, mayHave } from './lookup.ts'
import type { TableName } from './table-layout.ts'

export interface RemoteTables {
  /** A byte string. */
  readonly directory: string
  readonly kernels: readonly IndexedKernel[]
  readonly fetched: { readonly requests: number; readonly bytes: number }
  /** Removes the directory. */
  close(): void
}

/** Requests at a time. */
const PARALLEL = 16
/** The metadata of most tables is shorter, and files that are not much longer are fetched at once. */
const TAIL = 1 << 14
const SMALL = 1 << 16

/**
 * Fetches what a question needs.
 * @throws KmodError KMOD_IO, KMOD_ARCHIVE
 */
export async function openRemote(
  url: string,
  tables: Partial<Readonly<Record<TableName, Lookup>>>,
  host: Host,
): Promise<RemoteTables> {
  const base = url.replace(/\/+$/, '')
  const fetched = { requests: 0, bytes: 0 }
  const fetchPart: FetchPart = async (address, from, to) => {
    const bytes = await fetchRange(address, from, to)
    fetched.requests++
    fetched.bytes += bytes.length
    return bytes
  }
  const kernels = parseIndex(`${base}/${INDEX_NAME}`, await fetchIndex(base, fetchPart))
  const temporary = createTemporaryDirectory()
  try {
    const files = kernels.flatMap((kernel) =>
      (Object.entries(tables) as [TableName, Lookup][]).map(([table, lookup]) => ({ kernel, table, lookup })),
    )
    await inParallel(files, async ({ kernel, table, lookup }) => {
      const path = partPath(table, kernel)
      const address = `${base}/${path.split('/').map(encodeURIComponent).join('/')}`
      const bytes = await fetchTable(address, kernel.sizes[table], lookup, fetchPart)
      await writeFile(host, `${temporary.path}/${toByteString(path)}`, bytes)
    })
  } catch (error) {
    temporary.remove()
    throw error
  }
  return { directory: temporary.path, kernels, fetched, close: () => temporary.remove() }
}

type FetchPart = (address: string, from?: number, to?: number) => Promise<Uint8Array>

async function fetchIndex(base: string, fetchPart: FetchPart): Promise<string> {
  try {
    return Buffer.from(await fetchPart(`${base}/${INDEX_NAME}`)).toString('utf8')
  } catch (error) {
    if (!isKmodError(error)) throw error
    throw new KmodError(
      error.code,
      `${error.message}; tskmod fleet DIR index makes it in the directory that is served`,
      error.details,
    )
  }
}

async function fetchTable(
  address: string,
  size: number,
  lookup: Lookup,
  fetchPart: FetchPart,
): Promise<Uint8Array> {
  if (size <= SMALL || lookup.kind === 'all') {
    const bytes = await fetchPart(address, 0, size)
    requireTable(address, bytes)
    return bytes
  }
  try {
    const metadata = await fetchMetadata(address, size, fetchPart)
    const groups = rowGroupsOf(metadata).filter(
      ({ min, max }) => min === undefined || max === undefined || mayHave(lookup, min, max),
    )
    const parts: Uint8Array[] = []
    for (const { start, end } of groups) parts.push(await fetchPart(address, start, end))
    const bytes = fileOfGroups(metadata, groups, parts)
    requireTable(address, bytes)
    return bytes
  } catch (error) {
    if (!isKmodError(error) || error.code !== 'KMOD_ARCHIVE' || error.details.path !== undefined) throw error
    throw new KmodError('KMOD_ARCHIVE', `Cannot read "${address}": ${error.message}`, { path: address })
  }
}

async function fetchMetadata(address: string, size: number, fetchPart: FetchPart): Promise<ThriftStruct> {
  const found = readFooter(await fetchPart(address, size - TAIL, size), size)
  if (typeof found !== 'number') return found
  const whole = readFooter(await fetchPart(address, size - found, size), size)
  if (typeof whole === 'number') throw new KmodError('KMOD_ARCHIVE', 'its metadata has no length')
  return whole
}

async function writeFile(host: Host, path: string, bytes: Uint8Array): Promise<void> {
  host.makeDirectory(directoryOf(path))
  const file = host.createFile(path)
  try {
    file.write(bytes)
  } finally {
    file.close()
  }
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0
  const one = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item)
  }
  await Promise.all(Array.from({ length: PARALLEL }, one))
}
