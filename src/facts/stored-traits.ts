/**
 * Traits from columns, made when they are asked for: of 4,000 modules, most questions ask for the exports of none.
 */
import { byteString } from '../base/bytes.ts'
import { areBelow, namesFit, startsFit } from '../base/column-checks.ts'
import { type NameColumns, NameTable } from '../base/name-table.ts'
import { signatureOf } from '../signatures/signature-text.ts'
import type { SignatureTraits } from '../signatures/signature-traits.ts'
import type { ExportTrait } from './export-traits.ts'
import type { ModuleTraits } from './module-traits.ts'
import {
  AS_IN_MODINFO,
  HAS_BASIC,
  IS_64,
  IS_LITTLE,
  type TraitsColumns,
  type TraitsContext,
  VERSIONS,
  VERSIONS_SHIFT,
} from './traits-columns.ts'

const HEAD_LIMIT = 64
const ROWS = ['head', 'machine', 'undefinedCount', 'signature', 'modinfo', 'buildId'] as const

/** Whether the columns are those of `modules` modules, and no number leads outside of a column. */
export function areTraitsSound(columns: TraitsColumns, modules: number, nameCount: number): boolean {
  const { names, texts, exportStarts, exportName, exportKind } = columns
  if (!namesFit(names) || !namesFit(texts)) return false
  const textCount = texts.starts.length - 1
  return (
    ROWS.every((row) => columns[row].length === modules) &&
    areBelow(columns.head, HEAD_LIMIT) &&
    columns.head.every((head) => ((head >> VERSIONS_SHIFT) & 3) < VERSIONS.length) &&
    columns.signature.every((id, module) => columns.head[module] === 0 || id >= 0) &&
    [columns.signature, columns.modinfo, columns.buildId].every((ids) =>
      areBelow(ids, textCount, AS_IN_MODINFO),
    ) &&
    areBelow(columns.undefinedCount, 2 ** 31) &&
    startsFit(exportStarts, modules, exportName.length) &&
    exportKind.length === exportName.length &&
    areBelow(exportName, nameCount + names.starts.length - 1) &&
    areBelow(exportKind, textCount * 2) &&
    [...new Set(columns.signature)].every((id) => id < 0 || signatureOf(textAt(texts, id)) !== undefined)
  )
}

/** The traits of each module in sound columns; undefined for a module without any. */
export function traitsIn(columns: TraitsColumns, context: TraitsContext): (ModuleTraits | undefined)[] {
  const texts = new NameTable()
  texts.fill(columns.texts)
  const names = new NameTable()
  names.fill(columns.names)
  const store: TraitsStore = { columns, texts, names, context, signatures: new Map() }
  return Array.from(columns.head, (head, position) =>
    head === 0 ? undefined : new StoredTraits(store, position),
  )
}

interface TraitsStore {
  readonly columns: TraitsColumns
  readonly texts: NameTable
  readonly names: NameTable
  readonly context: TraitsContext
  readonly signatures: Map<number, SignatureTraits>
}

class StoredTraits implements ModuleTraits {
  readonly #store: TraitsStore
  readonly #position: number
  #exports: readonly ExportTrait[] | undefined

  constructor(store: TraitsStore, position: number) {
    this.#store = store
    this.#position = position
  }

  get elfClass(): 32 | 64 {
    return (this.#row('head') & IS_64) === 0 ? 32 : 64
  }

  get littleEndian(): boolean {
    return (this.#row('head') & IS_LITTLE) !== 0
  }

  get machine(): number {
    return this.#row('machine')
  }

  get versions(): 'none' | 'basic' | 'extended' {
    return VERSIONS[(this.#row('head') >> VERSIONS_SHIFT) & 3] ?? 'none'
  }

  get hasBasicVersions(): boolean {
    return (this.#row('head') & HAS_BASIC) !== 0
  }

  get undefinedCount(): number {
    return this.#row('undefinedCount')
  }

  get modinfo(): string {
    return this.#text('modinfo') ?? this.#store.context.modinfoAt(this.#position) ?? ''
  }

  get buildId(): string {
    return this.#text('buildId') ?? this.#store.context.buildIdAt(this.#position) ?? ''
  }

  get signature(): SignatureTraits {
    const { signatures, texts } = this.#store
    const id = this.#row('signature')
    let signature = signatures.get(id)
    if (signature === undefined) {
      signature = signatureOf(texts.text(id)) ?? { state: 'none' }
      signatures.set(id, signature)
    }
    return signature
  }

  get exports(): readonly ExportTrait[] {
    this.#exports ??= exportsAt(this.#store, this.#position)
    return this.#exports
  }

  #row(name: (typeof ROWS)[number]): number {
    return this.#store.columns[name][this.#position] ?? 0
  }

  #text(name: 'modinfo' | 'buildId'): string | undefined {
    const id = this.#row(name)
    return id === AS_IN_MODINFO ? undefined : this.#store.texts.text(id)
  }
}

function exportsAt({ columns, texts, names, context }: TraitsStore, position: number): ExportTrait[] {
  const { exportStarts, exportName, exportKind } = columns
  const known = context.names.size
  const exports: ExportTrait[] = []
  for (let row = exportStarts[position] ?? 0; row < (exportStarts[position + 1] ?? 0); row++) {
    const id = exportName[row] ?? 0
    const kind = exportKind[row] ?? 0
    exports.push({
      name: id < known ? context.names.text(id) : names.text(id - known),
      gplOnly: (kind & 1) !== 0,
      namespace: texts.text(kind >> 1),
    })
  }
  return exports
}

const textAt = ({ bytes, starts }: NameColumns, id: number): string =>
  byteString(bytes, starts[id], starts[id + 1])
