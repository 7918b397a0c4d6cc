/** From one ELF image to rows of a FactsTable: exported symbols, needed symbols and the .modinfo texts for depmod. */
import { hasAt } from '../base/bytes.ts'
import { Int32Column } from '../base/columns.ts'
import { isKmodError, type KmodError } from '../base/errors.ts'
import type { ElfImage } from '../elf/elf-image.ts'
import { type SymbolSurvey, surveySymbols } from '../elf/symbol-table.ts'
import { eachExportedSymbol } from './exported-symbols.ts'
import { type FactsTable, FIELD_KINDS } from './facts-table.ts'
import { eachModinfoField } from './modinfo-section.ts'
import { eachSymbolVersion } from './symbol-versions.ts'

const KIND_NAMES = FIELD_KINDS.map((kind) => Buffer.from(kind, 'latin1'))

/**
 * Adds rows to tables. Keeps scratch memory from module to module, so make one and use it for all.
 */
export class FactsExtractor {
  readonly #table: FactsTable
  readonly #versions: SymbolVersions

  constructor(table: FactsTable) {
    this.#table = table
    this.#versions = new SymbolVersions(table)
  }

  /**
   * Adds the facts of one module.
   * @returns the error that kept its exported symbols from being read; the other facts are added all the same, as
   * kmod reads the three kinds one after the other
   */
  add(image: ElfImage): KmodError | undefined {
    const survey = surveySymbols(image)
    const failure = this.#addExported(image, survey)
    this.#addNeeded(image, survey)
    this.#addFields(image)
    this.#table.endModule()
    return failure
  }

  /** Adds a module of which nothing could be read. */
  addNothing(): void {
    this.#table.endModule()
  }

  #addExported(image: ElfImage, survey: SymbolSurvey | undefined): KmodError | undefined {
    const { names, exported } = this.#table
    const { bytes } = image.source
    try {
      eachExportedSymbol(image, survey, (start, end, crcLow, crcHigh) =>
        exported.push(names.intern(bytes, start, end), crcLow, crcHigh, 0),
      )
      return undefined
    } catch (error) {
      if (isKmodError(error)) return error
      throw error
    }
  }

  /**
   * kmod: undefined symbols in table order, each with the CRC of the first version record of its name, then every
   * record that was not such a first match (`module_layout`, or a name that stands twice). A name without an end, or
   * an undefined symbol whose name is outside the table, spoils the whole list, silently.
   */
  #addNeeded(image: ElfImage, survey: SymbolSurvey | undefined): void {
    if (!survey?.undefinedNamesValid) return
    const { names, needed } = this.#table
    const { bytes } = image.source
    const { table, undefinedRows } = survey
    const versions = this.#versions
    if (!versions.load(image)) return
    for (let i = 0; i < undefinedRows.length; i++) {
      const row = undefinedRows.at(i)
      const start = table.nameStart(row)
      const name = names.intern(bytes, start, table.nameEnd(start))
      const record = versions.match(name)
      const weak = table.isWeak(row) ? 1 : 0
      if (record < 0) needed.push(name, 0, 0, weak)
      else needed.push(name, versions.crcLow.at(record), versions.crcHigh.at(record), weak)
    }
    for (let record = 0; record < versions.count; record++)
      if (!versions.isMatched(record))
        needed.push(versions.name.at(record), versions.crcLow.at(record), versions.crcHigh.at(record), 0)
  }

  #addFields(image: ElfImage): void {
    const { fields } = this.#table
    const { bytes } = image.source
    eachModinfoField(image, (start, keyEnd, valueStart, end) => {
      const kind = kindOf(bytes, start, keyEnd)
      if (kind >= 0) fields.push(kind, bytes, valueStart, end)
    })
  }
}

const kindOf = (bytes: Uint8Array, start: number, end: number): number =>
  KIND_NAMES.findIndex((name) => name.length === end - start && hasAt(bytes, start, end, name))

/** The version records of one module at a time, findable by name id. */
class SymbolVersions {
  readonly name = new Int32Column()
  readonly crcLow = new Int32Column()
  readonly crcHigh = new Int32Column()
  readonly #table: FactsTable
  readonly #matched = new Int32Column()
  /** By name id: the first record of that name, if the name was stamped for the module at hand. */
  readonly #firstRecord = new Int32Column()
  readonly #stamp = new Int32Column()
  #module = 0

  constructor(table: FactsTable) {
    this.#table = table
  }

  get count(): number {
    return this.name.length
  }

  /** Reads the records of `image`; false when one of them has a name without an end. */
  load(image: ElfImage): boolean {
    this.#module++
    for (const column of [this.name, this.crcLow, this.crcHigh, this.#matched]) column.truncate(0)
    const { names } = this.#table
    const { bytes } = image.source
    let sound = true
    eachSymbolVersion(image, (start, end, low, high) => {
      if (end < 0) sound = false
      else this.#push(names.intern(bytes, start, end), low, high)
    })
    return sound
  }

  /** The first record of `name`, marked as matched, or -1. */
  match(name: number): number {
    if (name >= this.#stamp.length || this.#stamp.at(name) !== this.#module) return -1
    const record = this.#firstRecord.at(name)
    this.#matched.set(record, 1)
    return record
  }

  isMatched(record: number): boolean {
    return this.#matched.at(record) === 1
  }

  #push(name: number, low: number, high: number): void {
    this.#stamp.extend(name + 1, 0)
    this.#firstRecord.extend(name + 1, 0)
    if (this.#stamp.at(name) !== this.#module) {
      this.#stamp.set(name, this.#module)
      this.#firstRecord.set(name, this.count)
    }
    this.name.push(name)
    this.crcLow.push(low)
    this.crcHigh.push(high)
    this.#matched.push(0)
  }
}
