/** Extracts facts from ELF images: exported symbols, needed symbols and the .modinfo texts for depmod. */

import type { ByteSource } from '../base/byte-source.ts'
import { isKmodError, KmodError } from '../base/errors.ts'
import type { FileMemory } from '../base/file-memory.ts'
import type { NameColumns } from '../base/name-table.ts'
import * as E from '../elf/elf-constants.ts'
import { type ElfImage, openElf, SECTION_NAMES } from '../elf/elf-image.ts'
import { limitExceeded } from '../elf/limits.ts'
import { readSignatureTraits } from '../signatures/signature-traits.ts'
import * as L from '../wasm/facts-limits.ts'
import * as R from '../wasm/facts-request-layout.ts'
import type { FactsColumns } from './facts-columns.ts'
import { FactsProgram } from './facts-program.ts'
import { columnsIn, joinFacts, type ModuleOrder } from './join-facts.ts'
import { type ModuleTraits, readModinfoTexts, readModuleTraits } from './module-traits.ts'
import { TraitsCollector } from './traits-collector.ts'
import type { TraitColumns } from './traits-columns.ts'
import { traitsRowOf } from './unusual-traits.ts'

export interface VersionColumns {
  readonly names: NameColumns
  readonly name: Int32Array
  readonly crcLow: Int32Array
  readonly crcHigh: Int32Array
}

/** Which exports are gathered. */
export type ExportKind = 'kmod' | 'flagged'

/** Gathers the facts of many modules. The work is done by wasm/assembly/facts/facts.ts. */
export class FactsExtractor {
  readonly #program = new FactsProgram()
  readonly #traits: TraitsCollector | undefined
  #moduleCount = 0

  /**
   * @param exportsAre `kmod`: those that kmod lists; `flagged`: also those that only the kernel sees, marked by
   * wasm/symbol-flags.ts
   * @param hasTraits whether `add` gathers the traits of modules, too
   */
  constructor(exportsAre: ExportKind = 'kmod', hasTraits = false) {
    if (exportsAre === 'flagged') this.#program.exports.wantKsymtab()
    if (hasTraits) {
      this.#traits = new TraitsCollector()
      this.#program.exports.wantTraits()
    }
  }

  /** The content passed to `add` must be in this memory. */
  get memory(): FileMemory {
    return this.#program
  }

  get moduleCount(): number {
    return this.#moduleCount
  }

  /**
   * Adds the facts of one module.
   * @returns the error from reading its exported symbols; the other facts are added nevertheless, as kmod reads the
   * three kinds one after the other
   * @throws KmodError KMOD_NOT_ELF, KMOD_ELF_UNSUPPORTED, KMOD_ELF_MALFORMED or KMOD_LIMIT, and when the rest of the
   * file cannot be loaded; then nothing was added, or only traits
   */
  add(source: ByteSource): KmodError | undefined {
    this.#program.open(source)
    try {
      return this.#traits ? this.#addAll(source, this.#traits) : this.#addFacts(source)
    } catch (error) {
      throw this.#program.explain(error)
    }
  }

  #addFacts(source: ByteSource): KmodError | undefined {
    const isUsual = this.#program.exports.findSections(source.size)
    return isUsual ? this.#addDescribed() : this.addImage(openElf(source))
  }

  /** A module with unreadable symbols may still have a readable .modinfo. */
  #addAll(source: ByteSource, gathered: TraitsCollector): KmodError | undefined {
    // First of all: the end of the file holds the section table, too.
    const signature = readSignatureTraits(source)
    let outcome: KmodError | undefined
    let refused: KmodError | undefined
    try {
      outcome = this.#addFacts(source)
    } catch (error) {
      if (!isKmodError(error)) throw error
      refused = error
      this.#addNoFacts()
    }
    gathered.add(signature)
    if (!this.#program.exports.knowsTraits()) this.#addUnusual(source, gathered)
    if (refused) throw refused
    return outcome
  }

  /** Puts what JavaScript reads of the last module in the place of its empty row. */
  #addUnusual(source: ByteSource, gathered: TraitsCollector): void {
    const texts = readModinfoTexts(source)
    if (isKmodError(texts)) gathered.fail(texts)
    let traits: ModuleTraits | undefined
    try {
      traits = readModuleTraits(source, texts)
    } finally {
      this.#program.replaceTraits(traitsRowOf(traits, texts))
    }
  }

  /** Like `add`, for a file whose sections are already located. */
  addImage(image: ElfImage): KmodError | undefined {
    this.#describe(image)
    return this.#addDescribed()
  }

  #addDescribed(): KmodError | undefined {
    const status = this.#program.exports.addModule()
    refuseBeyondLimits(status)
    this.#moduleCount++
    return status === L.SOUND ? undefined : unterminatedName()
  }

  /** Adds a module that cannot be read. */
  addUnreadable(error: KmodError): void {
    this.#addNoFacts()
    this.#traits?.addUnreadable(error)
  }

  #addNoFacts(): void {
    this.#program.exports.addNothing()
    this.#moduleCount++
  }

  /**
   * The version records of one module, in order: views of memory, as in `columns`. Names are ids in `names`. No facts
   * are added.
   * @throws KmodError KMOD_LIMIT
   */
  versions(image: ElfImage): VersionColumns {
    this.#describe(image)
    const program = this.#program
    const { nameBytes, nameStarts, versionName, versionLow, versionHigh } = program.exports
    refuseBeyondLimits(program.exports.readModuleVersions())
    return {
      names: { bytes: program.text(nameBytes), starts: program.words(nameStarts) },
      name: program.words(versionName),
      crcLow: program.words(versionLow),
      crcHigh: program.words(versionHigh),
    }
  }

  /** The traits so far, in memory of their own; undefined unless they are gathered. */
  traits(): TraitColumns | undefined {
    const { traitWords, traitText } = this.#program.exports
    return this.#traits?.columns({
      words: this.#program.words(traitWords).slice(),
      text: this.#program.text(traitText).slice(),
    })
  }

  /** All facts so far: views of memory, valid until more are added. */
  columns(): FactsColumns {
    const { exported, needed, fieldStarts, fieldKind, textEnds, texts } = this.#program.exports
    return columnsIn(this.#program, { exported, needed, fieldStarts, fieldKind, textEnds, texts })
  }

  /** The facts of the modules added here and of those in other tables, likewise; in `order` this table is 0. */
  joined(others: readonly FactsColumns[], order: ModuleOrder): FactsColumns {
    try {
      return joinFacts(this.#program, others, order)
    } catch (error) {
      throw this.#program.explain(error)
    }
  }

  /** Passes the addresses of everything to the program, and loads all parts except those that it requests itself. */
  #describe(image: ElfImage): void {
    const { source, layout } = image
    const sections = SECTION_NAMES.map((name) => image.section(name))
    const { request } = this.#program
    request[R.IS_64] = layout === E.ELF64 ? 1 : 0
    request[R.IS_LITTLE] = image.littleEndian ? 1 : 0
    request[R.HAS_REGISTERS] = image.machine === E.EM_SPARC || image.machine === E.EM_SPARCV9 ? 1 : 0
    request[R.FILE_SIZE] = source.size
    request[R.SECTION_TABLE] = image.sectionTable
    request[R.SECTION_COUNT] = image.sectionCount
    for (let i = 0; i < sections.length; i++) {
      // facts-request.ts has them in this order.
      request[R.SECTIONS + 2 * i] = sections[i]?.start ?? 0
      request[R.SECTIONS + 2 * i + 1] = sections[i]?.end ?? 0
    }
    this.#program.open(source)
  }
}

/** The message and section for each limit, by the status of the facts program. */
const EXCEEDED: Readonly<Record<number, readonly [how: string, section: string]>> = {
  [L.EXCEEDED_SYMBOLS]: [`there are more than ${L.MAX_SYMBOLS} symbols`, '.symtab'],
  [L.EXCEEDED_NAME_LENGTH]: [`a name has more than ${L.MAX_SYMBOL_NAME_LENGTH} bytes`, '.strtab'],
  [L.EXCEEDED_NAMES_SIZE]: [`all names have more than ${L.MAX_SYMBOL_NAMES_SIZE} bytes`, '.strtab'],
  [L.EXCEEDED_MODINFO_SIZE]: [`there are more than ${L.MAX_MODINFO_SIZE} bytes of .modinfo`, '.modinfo'],
  [L.EXCEEDED_MODINFO_FIELDS]: [`there are more than ${L.MAX_MODINFO_FIELDS} fields in .modinfo`, '.modinfo'],
}

function refuseBeyondLimits(status: number): void {
  const [how, section] = EXCEEDED[status] ?? []
  if (how !== undefined) throw limitExceeded(how, section)
}

const unterminatedName = (): KmodError =>
  new KmodError('KMOD_ELF_MALFORMED', 'Cannot read exported symbols: the last name is not terminated', {
    section: '__ksymtab_strings',
  })
