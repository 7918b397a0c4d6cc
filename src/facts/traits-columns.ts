/**
 * The traits of many modules as plain data, in which each text is stored once. stored-traits.ts reads them.
 */
import { bytesOf } from '../base/bytes.ts'
import type { ColumnShape, ColumnsOf } from '../base/column-sections.ts'
import { Int32Column } from '../base/columns.ts'
import { NameTable } from '../base/name-table.ts'
import { signatureText } from '../signatures/signature-text.ts'
import type { SignatureTraits } from '../signatures/signature-traits.ts'
import type { ModuleTraits } from './module-traits.ts'
import type { TraitsList } from './traits-table.ts'

const NAMES = { bytes: 'bytes', starts: 'words' } as const

/**
 *   head            a row for each module, 0 for one without traits: bits 0 present, 1 ELF class 64, 2 little-endian,
 *                   3 and 4 the kind of versions (VERSIONS), 5 `__versions`
 *   machine, undefinedCount   as in ModuleTraits
 *   signature       the number of a text in `texts`: the signature as JSON
 *   modinfo, buildId          AS_IN_MODINFO where the text is what was read of .modinfo, or the number of one in `texts`
 *   exportStarts    where the exports of each module start in the next two, and finally where the last ones end
 *   exportName      the id of a name of the facts, or, from their number on, of one in `names`
 *   exportKind      bit 0 only for compatible licences; above it, the number of the namespace in `texts`
 */
export const TRAITS_SHAPE = {
  head: 'words',
  machine: 'words',
  undefinedCount: 'words',
  signature: 'words',
  modinfo: 'words',
  buildId: 'words',
  exportStarts: 'words',
  exportName: 'words',
  exportKind: 'words',
  names: NAMES,
  texts: NAMES,
} as const satisfies ColumnShape

export type TraitsColumns = ColumnsOf<typeof TRAITS_SHAPE>

/** What else is known of the modules, by position, and need not be stored twice. */
export interface TraitsContext {
  /** The names of the facts of the same modules. */
  readonly names: NameTable
  /** The whole .modinfo, if it was read. */
  modinfoAt(position: number): string | undefined
  /** In hexadecimal. */
  buildIdAt(position: number): string | undefined
}

/** Bits of `head`. */
export const PRESENT = 1
export const IS_64 = 2
export const IS_LITTLE = 4
export const VERSIONS = ['none', 'basic', 'extended'] as const
export const VERSIONS_SHIFT = 3
export const HAS_BASIC = 32
export const AS_IN_MODINFO = -1

/** @param traits of each module, by position; undefined for one without */
export function traitsColumnsOf(traits: TraitsList, count: number, context: TraitsContext): TraitsColumns {
  const writer = new TraitsWriter(context)
  for (let position = 0; position < count; position++) writer.add(traits.at(position), position)
  return writer.columns
}

class TraitsWriter {
  readonly #context: TraitsContext
  readonly #rows = {
    head: new Int32Column(),
    machine: new Int32Column(),
    undefinedCount: new Int32Column(),
    signature: new Int32Column(),
    modinfo: new Int32Column(),
    buildId: new Int32Column(),
    exportStarts: Int32Column.of(Int32Array.of(0)),
    exportName: new Int32Column(),
    exportKind: new Int32Column(),
  }
  readonly #names = new NameTable()
  readonly #texts = new NameTable()
  /** The last signature, which most modules of a kernel share. */
  #signed: { readonly of: SignatureTraits; readonly id: number } | undefined

  constructor(context: TraitsContext) {
    this.#context = context
  }

  add(traits: ModuleTraits | undefined, position: number): void {
    const rows = this.#rows
    for (const { name, gplOnly, namespace } of traits?.exports ?? []) {
      rows.exportName.push(this.#nameId(name))
      rows.exportKind.push((idIn(this.#texts, namespace) << 1) | (gplOnly ? 1 : 0))
    }
    rows.exportStarts.push(rows.exportName.length)
    rows.head.push(traits ? headOf(traits) : 0)
    rows.machine.push(traits?.machine ?? 0)
    rows.undefinedCount.push(traits?.undefinedCount ?? 0)
    rows.signature.push(traits ? this.#signatureId(traits.signature) : AS_IN_MODINFO)
    const { modinfoAt, buildIdAt } = this.#context
    rows.modinfo.push(this.#textId(traits?.modinfo, modinfoAt.call(this.#context, position)))
    rows.buildId.push(this.#textId(traits?.buildId, buildIdAt.call(this.#context, position) ?? ''))
  }

  #nameId(name: string): number {
    const bytes = bytesOf(name)
    const known = this.#context.names.find(bytes, 0, bytes.length)
    return known >= 0 ? known : this.#context.names.size + this.#names.intern(bytes, 0, bytes.length)
  }

  #signatureId(signature: SignatureTraits): number {
    if (this.#signed?.of !== signature)
      this.#signed = { of: signature, id: idIn(this.#texts, signatureText(signature)) }
    return this.#signed.id
  }

  #textId(text: string | undefined, known: string | undefined): number {
    return text === undefined || text === known ? AS_IN_MODINFO : idIn(this.#texts, text)
  }

  get columns(): TraitsColumns {
    const { head, machine, undefinedCount, signature, modinfo, buildId } = this.#rows
    const { exportStarts, exportName, exportKind } = this.#rows
    return {
      head: head.values,
      machine: machine.values,
      undefinedCount: undefinedCount.values,
      signature: signature.values,
      modinfo: modinfo.values,
      buildId: buildId.values,
      exportStarts: exportStarts.values,
      exportName: exportName.values,
      exportKind: exportKind.values,
      names: this.#names.columns,
      texts: this.#texts.columns,
    }
  }
}

function idIn(table: NameTable, text: string): number {
  const bytes = bytesOf(text)
  return table.intern(bytes, 0, bytes.length)
}

const headOf = ({ elfClass, littleEndian, versions, hasBasicVersions }: ModuleTraits): number =>
  PRESENT |
  (elfClass === 64 ? IS_64 : 0) |
  (littleEndian ? IS_LITTLE : 0) |
  (VERSIONS.indexOf(versions) << VERSIONS_SHIFT) |
  (hasBasicVersions ? HAS_BASIC : 0)
