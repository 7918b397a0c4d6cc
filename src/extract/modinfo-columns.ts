/**
 * The raw .modinfo sections of many modules: 8 MB for the 4,000 modules of a usual kernel, which are transferred
 * between threads without being copied and are split into fields only on request.
 */
import type { ByteSource } from '../base/byte-source.ts'
import { isKmodError, type KmodError } from '../base/errors.ts'
import { TextColumn } from '../base/text-column.ts'
import { MODINFO_SECTIONS, openElf } from '../elf/elf-image.ts'
import { checkLimit } from '../elf/limits.ts'
import { readBuildId } from '../facts/build-id.ts'
import { type ModinfoField, modinfoSection, parseModinfoText } from '../facts/modinfo-section.ts'
import { type PackedFailure, packFailure, unpackFailure } from './packed-modinfo.ts'

/** The limit in bytes of all sections that one thread keeps; far more than any kernel has. */
const MAX_TEXT = 2 ** 29

/** As plain data: module `m` is the m-th that was read. */
export interface ModinfoColumns {
  /** The sections, one after the other. */
  readonly text: Uint8Array
  /** The end of each module's section. */
  readonly ends: Int32Array
  /** In hexadecimal, by the number of the module; no entry for a module without one. */
  readonly buildIds: ReadonlyMap<number, string>
  /** The errors of modules that could not be read, by the number of the module. */
  readonly failures: ReadonlyMap<number, PackedFailure>
}

/** A text is `bytes[start..end)`. */
export interface TextPlace {
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
}

/** Gathers the sections of one module after the other. */
export class ModinfoCollector {
  readonly #texts = new TextColumn(1 << 16)
  readonly #buildIds = new Map<number, string>()
  readonly #failures = new Map<number, PackedFailure>()

  get moduleCount(): number {
    return this.#texts.length
  }

  /** Adds the section of the module that `source` holds; a module without one has no fields. */
  add(source: ByteSource): void {
    try {
      const image = openElf(source, MODINFO_SECTIONS)
      const buildId = readBuildId(image)
      if (buildId) this.#buildIds.set(this.moduleCount, Buffer.from(buildId).toString('hex'))
      const section = modinfoSection(image)
      if (section) {
        checkLimit('bytes', this.#texts.open.length + section.end - section.start, MAX_TEXT, '.modinfo')
        this.#texts.open.range(source.bytes, section.start, section.end)
      }
      this.#texts.endText()
    } catch (error) {
      if (!isKmodError(error)) throw error
      this.addFailure(error)
    }
  }

  /** Adds a module that cannot be read. */
  addFailure(error: KmodError): void {
    this.#failures.set(this.moduleCount, packFailure(error))
    this.#texts.endText()
  }

  /** Memory of its own. */
  columns(): ModinfoColumns {
    return {
      text: this.#texts.bytes.slice(),
      ends: this.#texts.ends.slice(),
      buildIds: this.#buildIds,
      failures: this.#failures,
    }
  }
}

/** The .modinfo of modules, by position in the list of all paths. */
export class ModinfoTable {
  readonly #columns: readonly ModinfoColumns[]
  readonly #table: Int32Array
  readonly #module: Int32Array

  /** @param order the i-th module is module `module[i]` of `columns[table[i]]`; -1: it was not read */
  constructor(
    columns: readonly ModinfoColumns[],
    order: { readonly table: Int32Array; readonly module: Int32Array },
  ) {
    this.#columns = columns
    this.#table = order.table
    this.#module = order.module
  }

  /** Of modules that were read in this order. */
  static of(columns: ModinfoColumns): ModinfoTable {
    const { length } = columns.ends
    return new ModinfoTable([columns], {
      table: new Int32Array(length),
      module: Int32Array.from({ length }, (_, module) => module),
    })
  }

  /**
   * The fields in the order of the section, or the error from reading them; `undefined` for a module that was not read.
   */
  at(position: number): ModinfoField[] | KmodError | undefined {
    const columns = this.#columns[this.#table[position] ?? -1]
    const module = this.#module[position] ?? -1
    if (columns === undefined || module < 0) return undefined
    const failure = columns.failures.get(module)
    if (failure) return unpackFailure(failure)
    try {
      return parseModinfoText(columns.text, columns.ends[module - 1] ?? 0, columns.ends[module] ?? 0)
    } catch (error) {
      if (isKmodError(error)) return error
      throw error
    }
  }

  /** Where the section is; `undefined` for a module that was not read, or could not be. */
  placeAt(position: number): TextPlace | undefined {
    const columns = this.#columns[this.#table[position] ?? -1]
    const module = this.#module[position] ?? -1
    if (columns === undefined || module < 0 || columns.failures.has(module)) return undefined
    return { bytes: columns.text, start: columns.ends[module - 1] ?? 0, end: columns.ends[module] ?? 0 }
  }

  /** The error from reading a module, as plain data. */
  failureAt(position: number): PackedFailure | undefined {
    return this.#columns[this.#table[position] ?? -1]?.failures.get(this.#module[position] ?? -1)
  }

  /** The build ID in hexadecimal; `undefined` for a module that has none or was not read. */
  buildId(position: number): string | undefined {
    return this.#columns[this.#table[position] ?? -1]?.buildIds.get(this.#module[position] ?? -1)
  }
}
