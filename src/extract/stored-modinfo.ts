/** The .modinfo of many modules as columns for a file: one table, in the order of the modules. */
import { areBelow, endsFit, namesFit } from '../base/column-checks.ts'
import { type ColumnShape, type ColumnsOf, readColumns, type SectionReader } from '../base/column-sections.ts'
import { memoize } from '../base/memoize.ts'
import type { NameColumns } from '../base/name-table.ts'
import { TextColumn } from '../base/text-column.ts'
import type { ModinfoColumns, ModinfoTable } from './modinfo-columns.ts'
import type { PackedFailure } from './packed-modinfo.ts'
import { packedFailuresIn, packedFailuresText } from './stored-failures.ts'

/**
 *   text, ends    as in ModinfoColumns
 *   buildId       for each module the number of its build ID in the next one, or NO_BUILD_ID
 *   buildIds      the build IDs of modules that have one, as bytes
 *   failures      [module number, error] as JSON
 */
export const MODINFO_SHAPE = {
  text: 'bytes',
  ends: 'words',
  buildId: 'words',
  buildIds: { bytes: 'bytes', starts: 'words' },
  failures: 'bytes',
} as const satisfies ColumnShape

const NO_BUILD_ID = -1

/** @param count of the modules in `table`, all of which were read */
export function storedModinfo(table: ModinfoTable, count: number): ColumnsOf<typeof MODINFO_SHAPE> {
  const texts = new TextColumn(1 << 16)
  const buildIds = new TextColumn()
  const buildId = new Int32Array(count).fill(NO_BUILD_ID)
  const failures = new Map<number, PackedFailure>()
  for (let position = 0; position < count; position++) {
    const place = table.placeAt(position)
    if (place) texts.open.range(place.bytes, place.start, place.end)
    texts.endText()
    const failure = table.failureAt(position)
    if (failure) failures.set(position, failure)
    const hex = table.buildId(position)
    if (hex === undefined) continue
    buildId[position] = buildIds.length
    const bytes = Buffer.from(hex, 'hex')
    buildIds.open.range(bytes, 0, bytes.length)
    buildIds.endText()
  }
  return {
    text: texts.bytes,
    ends: texts.ends,
    buildId,
    buildIds: { bytes: buildIds.bytes, starts: buildIds.bounds },
    failures: packedFailuresText(failures),
  }
}

/**
 * Modules of a file, decoded when they are first asked for.
 * @param malformed ends the decoding of columns that are not those of `count` modules
 */
export class StoredModinfo implements ModinfoColumns {
  readonly #decoded: () => ModinfoColumns

  constructor(section: SectionReader, count: number, malformed: (what: string) => never) {
    this.#decoded = memoize(
      () => modinfoFrom(readColumns(section, 'modinfo', MODINFO_SHAPE), count) ?? malformed('modinfo'),
    )
  }

  get text(): Uint8Array {
    return this.#decoded().text
  }

  get ends(): Int32Array {
    return this.#decoded().ends
  }

  get buildIds(): ReadonlyMap<number, string> {
    return this.#decoded().buildIds
  }

  get failures(): ReadonlyMap<number, PackedFailure> {
    return this.#decoded().failures
  }
}

/** `undefined` if the columns are not those of `count` modules. */
function modinfoFrom(
  columns: ColumnsOf<typeof MODINFO_SHAPE> | undefined,
  count: number,
): ModinfoColumns | undefined {
  if (columns === undefined) return undefined
  const { text, ends, buildId, buildIds } = columns
  const failures = packedFailuresIn(columns.failures, count)
  const isSound =
    endsFit(ends, count, text.length) &&
    namesFit(buildIds) &&
    buildId.length === count &&
    areBelow(buildId, buildIds.starts.length - 1, NO_BUILD_ID)
  if (!isSound || failures === undefined) return undefined
  const hexById = memoize(() => hexOfEach(buildId, buildIds))
  return {
    ...{ text, ends, failures },
    get buildIds() {
      return hexById()
    },
  }
}

function hexOfEach(buildId: Int32Array, { bytes, starts }: NameColumns): Map<number, string> {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const hexById = new Map<number, string>()
  for (const [module, id] of buildId.entries())
    if (id !== NO_BUILD_ID) hexById.set(module, all.toString('hex', starts[id], starts[id + 1]))
  return hexById
}
