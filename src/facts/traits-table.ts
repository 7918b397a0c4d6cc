/**
 * What is read of many modules besides their symbols, as the columns that the facts program writes
 * (wasm/assembly/facts/traits.ts): 3 MB of text for the 4,000 modules of a usual kernel, which are transferred between
 * threads without being copied. An object for each module is made when it is asked for.
 */
import { byteAt, findNul } from '../base/bytes.ts'
import { isKmodError, type KmodError } from '../base/errors.ts'
import { unpackFailure } from '../base/packed-failure.ts'
import type { SignatureTraits } from '../signatures/signature-traits.ts'
import * as T from '../wasm/traits-layout.ts'
import type { ExportTrait } from './export-traits.ts'
import { joinTables } from './join-traits.ts'
import { type ModinfoField, parseModinfoText } from './modinfo-section.ts'
import type { ModuleTraits } from './module-traits.ts'
import { startIn, type TraitColumns, type TraitsOrder } from './traits-columns.ts'
import type { TraitsHead, TraitsList } from './traits-list.ts'

export class TraitsTable implements TraitsList {
  readonly #tables: readonly TraitColumns[]
  readonly #order: TraitsOrder
  readonly #open: OpenColumns[] = []
  readonly #made: (ModuleTraits | undefined)[] = []
  readonly #heads: (TraitsHead | undefined)[] = []

  /** @param tables read when a module in them is first asked for */
  constructor(tables: readonly TraitColumns[], order: TraitsOrder) {
    this.#tables = tables
    this.#order = order
  }

  /** Of modules that were read in this order. */
  static of(columns: TraitColumns): TraitsTable {
    const { length } = columns.signature
    return new TraitsTable([columns], {
      table: new Int32Array(length),
      module: Int32Array.from({ length }, (_, module) => module),
    })
  }

  /** The same object whenever it is asked for; its texts are made when they are read. */
  at(position: number): ModuleTraits | undefined {
    const made = this.#made[position]
    if (made !== undefined) return made
    const columns = this.#columns(position)
    const traits = columns && traitsIn(columns, this.#module(position))
    this.#made[position] = traits
    return traits
  }

  /** Likewise. */
  headAt(position: number): TraitsHead | undefined {
    this.#heads[position] ??= this.#readHead(position)
    return this.#heads[position]
  }

  #readHead(position: number): TraitsHead | undefined {
    const columns = this.#columns(position)
    if (columns === undefined) return undefined
    const { words, buffer, signatures } = columns
    const module = this.#module(position)
    const row = module * T.ROW_WORDS
    const head = words[row + T.HEAD] ?? 0
    if ((head & T.TRAITS_KNOWN) === 0) return undefined
    return {
      elfClass: (head & T.TRAITS_64) === 0 ? 32 : 64,
      littleEndian: (head & T.TRAITS_LITTLE) !== 0,
      machine: head >>> 16,
      hasVersions: (head & (T.TRAITS_BASIC | T.TRAITS_EXTENDED)) !== 0,
      hasBasicVersions: (head & T.TRAITS_BASIC) !== 0,
      undefinedCount: words[row + T.UNDEFINED_COUNT] ?? 0,
      signature: signatures[columns.signature[module] ?? -1] ?? NO_SIGNATURE,
      license: textAt(buffer, words[row + T.LICENSE] ?? 0, words[row + T.MODINFO_END] ?? 0),
      vermagic: textAt(buffer, words[row + T.VERMAGIC] ?? 0, words[row + T.MODINFO_END] ?? 0),
      importsNamespaces: (head & T.TRAITS_IMPORTS) !== 0,
    }
  }

  mayHaveNamespaces(position: number): boolean {
    const words = this.#columns(position)?.words
    const head = words?.[this.#module(position) * T.ROW_WORDS + T.HEAD] ?? 0
    return (head & T.TRAITS_NAMESPACES) !== 0
  }

  /**
   * The fields of .modinfo in their order, or the error from reading them; `undefined` for a module that was not read.
   */
  modinfoAt(position: number): ModinfoField[] | KmodError | undefined {
    const columns = this.#columns(position)
    if (columns === undefined) return undefined
    const module = this.#module(position)
    const failure = columns.failures.get(module)
    if (failure) return unpackFailure(failure)
    try {
      const { start, modinfoEnd } = placesIn(columns, module)
      return parseModinfoText(columns.text, start, modinfoEnd)
    } catch (error) {
      if (isKmodError(error)) return error
      throw error
    }
  }

  /** In hexadecimal; `undefined` for a module that has none or was not read. */
  buildIdAt(position: number): string | undefined {
    const columns = this.#columns(position)
    if (columns === undefined) return undefined
    const module = this.#module(position)
    if (((columns.words[module * T.ROW_WORDS + T.HEAD] ?? 0) & T.TRAITS_BUILD_ID) === 0) return undefined
    const { exportsEnd, buildIdEnd } = placesIn(columns, module)
    return columns.buffer.toString('hex', exportsEnd, buildIdEnd)
  }

  /** The first `count` modules as one table in their order; those that were not read have no traits. */
  columns(count: number): TraitColumns {
    const [table] = this.#tables
    const { length } = this.#order.table
    const isWhole =
      this.#tables.length === 1 && count === length && table?.signature.length === count && this.#isInOrder
    return isWhole ? table : joinTables(this.#tables, this.#order, count)
  }

  get #isInOrder(): boolean {
    return this.#order.module.every(
      (module, position) => module === position && this.#order.table[position] === 0,
    )
  }

  #module(position: number): number {
    return this.#order.module[position] ?? -1
  }

  #columns(position: number): OpenColumns | undefined {
    const number = this.#order.table[position] ?? -1
    const open = this.#open[number]
    if (open !== undefined) return open
    const table = this.#tables[number]
    if (table === undefined) return undefined
    const { words, text, signature, signatures, failures } = table
    const opened = { words, text, signature, signatures, failures, buffer: bufferOver(text) }
    this.#open[number] = opened
    return opened
  }
}

const bufferOver = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength)

type OpenColumns = TraitColumns & { readonly buffer: Buffer }

/** Where the parts of the text of a module are. */
interface TextPlaces {
  readonly start: number
  readonly modinfoEnd: number
  readonly exportsEnd: number
  readonly buildIdEnd: number
}

const placesIn = ({ words }: TraitColumns, module: number): TextPlaces => {
  const row = module * T.ROW_WORDS
  return {
    start: startIn(words, module),
    modinfoEnd: words[row + T.MODINFO_END] ?? 0,
    exportsEnd: words[row + T.EXPORTS_END] ?? 0,
    buildIdEnd: words[row + T.BUILD_ID_END] ?? 0,
  }
}

/** Plain data, though some of it is made late: getters of its own are copied as their values. */
function traitsIn(columns: OpenColumns, module: number): ModuleTraits | undefined {
  const { words, buffer, signature, signatures } = columns
  const head = words[module * T.ROW_WORDS + T.HEAD] ?? 0
  if ((head & T.TRAITS_KNOWN) === 0) return undefined
  const { start, modinfoEnd, exportsEnd, buildIdEnd } = placesIn(columns, module)
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
    undefinedCount: words[module * T.ROW_WORDS + T.UNDEFINED_COUNT] ?? 0,
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
