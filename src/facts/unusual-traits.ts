/** The row of a module that the facts program does not read itself, made from traits that are read in JavaScript. */
import { bytesOf } from '../base/bytes.ts'
import { isKmodError, type KmodError } from '../base/errors.ts'
import * as T from '../wasm/traits-layout.ts'
import type { ExportTrait } from './export-traits.ts'
import type { ModinfoTexts, ModuleTraits } from './module-traits.ts'

export interface TraitsRow {
  /** The first word of traits-layout.ts. */
  readonly head: number
  readonly undefinedCount: number
  /** The parts of the text of the row. */
  readonly modinfo: Uint8Array
  readonly exports: Uint8Array
  readonly buildId: Uint8Array
}

/** @param texts of a file that need not have traits */
export function traitsRowOf(traits: ModuleTraits | undefined, texts: ModinfoTexts | KmodError): TraitsRow {
  const { modinfo, buildId } = isKmodError(texts) ? textsIn(traits) : texts
  return {
    head: (traits ? headOf(traits) : 0) | (buildId === undefined ? 0 : T.TRAITS_BUILD_ID),
    undefinedCount: traits?.undefinedCount ?? 0,
    modinfo: bytesOf(modinfo),
    exports: bytesOf((traits?.exports ?? []).map(recordOf).join('')),
    buildId: buildId ?? new Uint8Array(0),
  }
}

const textsIn = (traits: ModuleTraits | undefined): ModinfoTexts => ({
  modinfo: traits?.modinfo ?? '',
  buildId: traits?.buildId ? Buffer.from(traits.buildId, 'hex') : undefined,
})

const recordOf = ({ name, gplOnly, namespace }: ExportTrait): string =>
  `${String.fromCharCode(gplOnly ? T.GPL_ONLY : T.FOR_ALL)}${name}\0${namespace}\0`

const headOf = (traits: ModuleTraits): number =>
  T.TRAITS_KNOWN |
  (traits.elfClass === 64 ? T.TRAITS_64 : 0) |
  (traits.littleEndian ? T.TRAITS_LITTLE : 0) |
  (traits.hasBasicVersions ? T.TRAITS_BASIC : 0) |
  (traits.versions === 'extended' ? T.TRAITS_EXTENDED : 0) |
  (traits.exports.some(({ namespace }) => namespace !== '') ? T.TRAITS_NAMESPACES : 0) |
  (traits.machine << 16)
