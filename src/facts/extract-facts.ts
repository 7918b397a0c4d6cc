/** From one ELF image after the other to facts: exported symbols, needed symbols and the .modinfo texts for depmod. */

import type { ByteSource } from '../base/byte-source.ts'
import { KmodError } from '../base/errors.ts'
import type { FileMemory } from '../base/file-memory.ts'
import type { NameColumns } from '../base/name-table.ts'
import * as E from '../elf/elf-constants.ts'
import { type ElfImage, openElf, SECTION_NAMES } from '../elf/elf-image.ts'
import { limitExceeded } from '../elf/limits.ts'
import * as L from '../wasm/facts-limits.ts'
import * as R from '../wasm/facts-request-layout.ts'
import type { FactsColumns } from './facts-columns.ts'
import { FactsProgram } from './facts-program.ts'
import { columnsIn, joinFacts, type ModuleOrder } from './join-facts.ts'

export interface VersionColumns {
  readonly names: NameColumns
  readonly name: Int32Array
  readonly crcLow: Int32Array
  readonly crcHigh: Int32Array
}

/** Which exports are gathered. */
export type ExportKind = 'kmod' | 'flagged'

/** Gathers facts for as long as it lives. The work is done by wasm/assembly/facts/facts.ts. */
export class FactsExtractor {
  readonly #program = new FactsProgram()
  #moduleCount = 0

  /** @param exportsAre `kmod`: those that kmod lists; `flagged`: those of the kernel, too, by wasm/symbol-flags.ts */
  constructor(exportsAre: ExportKind = 'kmod') {
    if (exportsAre === 'flagged') this.#program.exports.wantKsymtab()
  }

  /** What `add` gets must lie in this memory. */
  get memory(): FileMemory {
    return this.#program
  }

  get moduleCount(): number {
    return this.#moduleCount
  }

  /**
   * Adds the facts of one module.
   * @returns the error that kept its exported symbols from being read; the other facts are added all the same, as
   * kmod reads the three kinds one after the other
   * @throws KmodError KMOD_NOT_ELF, KMOD_ELF_UNSUPPORTED, KMOD_ELF_MALFORMED or KMOD_LIMIT, and when the rest of the
   * file cannot be loaded; then nothing was added
   */
  add(source: ByteSource): KmodError | undefined {
    const { exports } = this.#program
    this.#program.open(source)
    try {
      return exports.findSections(source.size) ? this.#addDescribed() : this.addImage(openElf(source))
    } catch (error) {
      throw this.#program.explain(error)
    }
  }

  /** As `add`, of a file whose sections have been found. */
  addImage(image: ElfImage): KmodError | undefined {
    this.#describe(image)
    return this.#addDescribed()
  }

  #addDescribed(): KmodError | undefined {
    const status = this.#program.exports.addModule()
    refuseBeyondLimits(status)
    this.#moduleCount++
    return status === L.SOUND ? undefined : endlessName()
  }

  /** Adds a module of which nothing could be read. */
  addNothing(): void {
    this.#program.exports.addNothing()
    this.#moduleCount++
  }

  /**
   * The version records of one module, in their order: views of memory, as in `columns`. Names are ids in `names`.
   * Nothing is added.
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

  /** All facts so far: views of memory, valid until more is added. */
  columns(): FactsColumns {
    const { exported, needed, fieldStarts, fieldKind, textEnds, texts } = this.#program.exports
    return columnsIn(this.#program, { exported, needed, fieldStarts, fieldKind, textEnds, texts })
  }

  /** The facts of modules that were added here and of others, likewise; `order` calls this table 0. */
  joined(others: readonly FactsColumns[], order: ModuleOrder): FactsColumns {
    try {
      return joinFacts(this.#program, others, order)
    } catch (error) {
      throw this.#program.explain(error)
    }
  }

  /** Tells the kernel where everything is, and loads all but what it will ask for. */
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

/** How each limit is passed, and where; by what the facts program says. */
const PASSED: Readonly<Record<number, readonly [how: string, section: string]>> = {
  [L.EXCEEDED_SYMBOLS]: [`there are more than ${L.MAX_SYMBOLS} symbols`, '.symtab'],
  [L.EXCEEDED_NAME_LENGTH]: [`a name has more than ${L.MAX_SYMBOL_NAME_LENGTH} bytes`, '.strtab'],
  [L.EXCEEDED_NAMES_SIZE]: [`all names have more than ${L.MAX_SYMBOL_NAMES_SIZE} bytes`, '.strtab'],
  [L.EXCEEDED_MODINFO_SIZE]: [`there are more than ${L.MAX_MODINFO_SIZE} bytes of .modinfo`, '.modinfo'],
  [L.EXCEEDED_MODINFO_FIELDS]: [`there are more than ${L.MAX_MODINFO_FIELDS} fields in .modinfo`, '.modinfo'],
}

function refuseBeyondLimits(status: number): void {
  const [how, section] = PASSED[status] ?? []
  if (how !== undefined) throw limitExceeded(how, section)
}

const endlessName = (): KmodError =>
  new KmodError('KMOD_ELF_MALFORMED', 'Cannot read exported symbols: the last name has no end', {
    section: '__ksymtab_strings',
  })
