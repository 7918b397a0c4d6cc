/**
 * The traits of many modules as columns: what the facts program writes (wasm/assembly/facts/traits.ts), and traits of
 * unusual files, which are read one by one. An object for each module is made when it is asked for.
 */
import { byteAt, findNul } from '../base/bytes.ts'
import type { SignatureTraits } from '../signatures/signature-traits.ts'
import * as T from '../wasm/traits-layout.ts'
import type { ExportTrait } from './export-traits.ts'
import { type ModuleTraits, modinfoValue } from './module-traits.ts'

/** Traits by position; undefined for a file that is not a complete ELF file. Arrays are such lists. */
export interface TraitsList {
  /** The traits of the module at a position. */
  at(position: number): ModuleTraits | undefined
  /** False when no export of the module is in a namespace; without looking at its exports one by one. */
  mayHaveNamespaces?(position: number): boolean
  /** What nearly all questions ask of each module, without its other texts. */
  headAt?(position: number): TraitsHead | undefined
}

/** The part of ModuleTraits that is small. */
export interface TraitsHead
  extends Pick<
    ModuleTraits,
    'elfClass' | 'littleEndian' | 'machine' | 'hasBasicVersions' | 'undefinedCount' | 'signature'
  > {
  /** The first values of .modinfo. */
  readonly license: string | undefined
  readonly vermagic: string | undefined
  /** Whether it imports any namespace. */
  readonly importsNamespaces: boolean
}

/** The head of a module's traits, whatever list they are in. */
export function headOf(list: TraitsList, position: number): TraitsHead | undefined {
  const known = list.headAt?.(position)
  if (known !== undefined) return known
  const traits = list.at(position)
  if (traits === undefined) return undefined
  const { elfClass, littleEndian, machine, hasBasicVersions, undefinedCount, signature, modinfo } = traits
  return {
    ...{ elfClass, littleEndian, machine, hasBasicVersions, undefinedCount, signature },
    license: modinfoValue(modinfo, 'license'),
    vermagic: modinfoValue(modinfo, 'vermagic'),
    importsNamespaces: modinfoValue(modinfo, 'import_ns') !== undefined,
  }
}

/** Plain data: module `m` is the m-th that was added. */
export interface TraitColumns {
  /** A row of traits-layout.ts for each module. */
  readonly words: Int32Array
  readonly text: Uint8Array
  /** By module: the number of its signature. */
  readonly signature: Int32Array
  readonly signatures: readonly SignatureTraits[]
  /** Traits of modules whose row is not known, by the number of the module; no entry for a file that is no module. */
  readonly others: ReadonlyMap<number, ModuleTraits>
}

/** Where each module is: the i-th is module `module[i]` of `columns[table[i]]`; -1: it was not read. */
export interface TraitsOrder {
  readonly table: Int32Array
  readonly module: Int32Array
}

export class TraitsTable implements TraitsList {
  readonly #columns: readonly (TraitColumns & { readonly buffer: Buffer })[]
  readonly #order: TraitsOrder
  readonly #made: (ModuleTraits | undefined)[] = []

  constructor(columns: readonly TraitColumns[], order: TraitsOrder) {
    this.#columns = columns.map((one) => ({ ...one, buffer: bufferOver(one.text) }))
    this.#order = order
  }

  /** The same object whenever it is asked for; its texts are made when they are read. */
  at(position: number): ModuleTraits | undefined {
    const made = this.#made[position]
    if (made !== undefined) return made
    const columns = this.#columns[this.#order.table[position] ?? -1]
    const module = this.#order.module[position] ?? -1
    if (columns === undefined || module < 0) return undefined
    const head = columns.words[module * T.ROW_WORDS + T.HEAD] ?? 0
    const traits = (head & T.TRAITS_KNOWN) === 0 ? columns.others.get(module) : traitsIn(columns, module)
    this.#made[position] = traits
    return traits
  }

  /** Undefined for a module whose row is not known, too. */
  headAt(position: number): TraitsHead | undefined {
    const columns = this.#columns[this.#order.table[position] ?? -1]
    const module = this.#order.module[position] ?? -1
    if (columns === undefined || module < 0) return undefined
    const { words, buffer } = columns
    const row = module * T.ROW_WORDS
    const head = words[row + T.HEAD] ?? 0
    if ((head & T.TRAITS_KNOWN) === 0) return undefined
    return {
      elfClass: (head & T.TRAITS_64) === 0 ? 32 : 64,
      littleEndian: (head & T.TRAITS_LITTLE) !== 0,
      machine: head >>> 16,
      hasBasicVersions: (head & T.TRAITS_BASIC) !== 0,
      undefinedCount: words[row + T.UNDEFINED_COUNT] ?? 0,
      signature: columns.signatures[columns.signature[module] ?? -1] ?? NO_SIGNATURE,
      license: textAt(buffer, words[row + T.LICENSE] ?? 0, words[row + T.MODINFO_END] ?? 0),
      vermagic: textAt(buffer, words[row + T.VERMAGIC] ?? 0, words[row + T.MODINFO_END] ?? 0),
      importsNamespaces: (head & T.TRAITS_IMPORTS) !== 0,
    }
  }

  mayHaveNamespaces(position: number): boolean {
    const columns = this.#columns[this.#order.table[position] ?? -1]
    const head = columns?.words[(this.#order.module[position] ?? -1) * T.ROW_WORDS + T.HEAD] ?? 0
    return (head & T.TRAITS_KNOWN) === 0 || (head & T.TRAITS_NAMESPACES) !== 0
  }
}

const bufferOver = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength)

/** Plain data, though some of it is made late: getters of its own are copied as their values. */
function traitsIn(
  { words, buffer, signature, signatures }: TraitColumns & { readonly buffer: Buffer },
  module: number,
): ModuleTraits {
  const row = module * T.ROW_WORDS
  const word = (i: number): number => words[row + i] ?? 0
  const head = word(T.HEAD)
  const start = row === 0 ? 0 : word(T.BUILD_ID_END - T.ROW_WORDS)
  const [modinfoEnd, exportsEnd, buildIdEnd] = [
    word(T.MODINFO_END),
    word(T.EXPORTS_END),
    word(T.BUILD_ID_END),
  ]
  let modinfo: string | undefined
  let exports: readonly ExportTrait[] | undefined
  const hasBasicVersions = (head & T.TRAITS_BASIC) !== 0
  return {
    elfClass: (head & T.TRAITS_64) === 0 ? 32 : 64,
    littleEndian: (head & T.TRAITS_LITTLE) !== 0,
    machine: head >>> 16,
    get modinfo() {
      modinfo ??= buffer.toString('latin1', start, modinfoEnd)
      return modinfo
    },
    versions: (head & T.TRAITS_EXTENDED) !== 0 ? 'extended' : hasBasicVersions ? 'basic' : 'none',
    hasBasicVersions,
    get exports() {
      exports ??= exportsIn(buffer, modinfoEnd, exportsEnd)
      return exports
    },
    undefinedCount: word(T.UNDEFINED_COUNT),
    get buildId() {
      return buffer.toString('hex', exportsEnd, buildIdEnd)
    },
    signature: signatures[signature[module] ?? -1] ?? NO_SIGNATURE,
  }
}

/** The text from `place - 1` to a NUL; undefined for place 0. */
const textAt = (buffer: Buffer, place: number, end: number): string | undefined =>
  place === 0 ? undefined : buffer.toString('latin1', place - 1, findNul(buffer, place - 1, end))

const NO_SIGNATURE: SignatureTraits = { state: 'none' }

/** A byte that says who may use it, its name and its namespace; of two of one name the later one counts. */
function exportsIn(buffer: Buffer, start: number, end: number): readonly ExportTrait[] {
  if (start === end) return NO_EXPORTS
  const exports = new Map<string, ExportTrait>()
  for (let at = start; at < end; ) {
    const nameEnd = findNul(buffer, at + 1, end)
    const namespaceEnd = findNul(buffer, nameEnd + 1, end)
    const name = buffer.toString('latin1', at + 1, nameEnd)
    exports.set(name, {
      name,
      gplOnly: byteAt(buffer, at) === T.GPL_ONLY,
      namespace: nameEnd + 1 === namespaceEnd ? '' : buffer.toString('latin1', nameEnd + 1, namespaceEnd),
    })
    at = namespaceEnd + 1
  }
  return [...exports.values()]
}

const NO_EXPORTS: readonly ExportTrait[] = []

/** Gathers the parts of one module after the other that the facts program does not read. */
export class TraitsCollector {
  readonly #signature: number[] = []
  readonly #signatures: SignatureTraits[] = []
  readonly #others = new Map<number, ModuleTraits>()

  get moduleCount(): number {
    return this.#signature.length
  }

  /** Modules are signed alike, mostly: readSignatureTraits() returns the same object then. */
  add(signature: SignatureTraits): void {
    const last = this.#signatures.length - 1
    this.#signature.push(this.#signatures[last] === signature ? last : this.#signatures.push(signature) - 1)
  }

  /** Adds a module whose row is not known; undefined for what is no module. */
  addOther(traits: ModuleTraits | undefined): void {
    if (traits !== undefined) this.#others.set(this.moduleCount, traits)
    this.#signature.push(-1)
  }

  columns({ words, text }: Pick<TraitColumns, 'words' | 'text'>): TraitColumns {
    return {
      ...{ words, text, signature: Int32Array.from(this.#signature), signatures: this.#signatures },
      others: this.#others,
    }
  }
}
