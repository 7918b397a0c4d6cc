/**
 * What extractModules() finds, as named sections of bytes (base/column-sections.ts) and back: for files that save
 * reading the modules again. Columns are used where they lie, so reading 4,000 modules back takes a few milliseconds;
 * texts are made when they are asked for.
 *
 *   facts.*       the columns of FactsColumns
 *   modinfo.*     the .modinfo sections and the build IDs, if they were requested
 *   traits.*      the columns of TraitsColumns, if they were requested
 *   failures      the modules that could not be read, as JSON
 */
import { byteString } from '../base/bytes.ts'
import { addColumns, readColumns, type SectionReader, type Sections } from '../base/column-sections.ts'
import { NameTable } from '../base/name-table.ts'
import { areFactsSound } from '../facts/check-columns.ts'
import { columnsOf, FACTS_SHAPE, type FactsColumns } from '../facts/facts-columns.ts'
import type { ModuleTraits } from '../facts/module-traits.ts'
import { areTraitsSound, traitsIn } from '../facts/stored-traits.ts'
import { TRAITS_SHAPE, type TraitsContext, traitsColumnsOf } from '../facts/traits-columns.ts'
import type { ExtractedModules, ModuleFailure } from './extracted-modules.ts'
import type { KnownFacts } from './known-facts.ts'
import { type ModinfoColumns, ModinfoTable } from './modinfo-columns.ts'
import { failuresIn, failuresText } from './stored-failures.ts'
import { MODINFO_SHAPE, StoredModinfo, storedModinfo } from './stored-modinfo.ts'

/** What was extracted, by its module: the number of a module is its position in the list of paths. */
export interface StoredExtraction {
  readonly facts: FactsColumns
  readonly failures: readonly ModuleFailure[]
  /** Absent if it was not stored; likewise the traits. */
  readonly modinfo: ModinfoColumns | undefined
  /** Made when they are asked for. */
  readonly traits: readonly (ModuleTraits | undefined)[] | undefined
}

/** The sections of `extracted`, which has all of its paths: views of its columns, valid until it changes. */
export function encodeExtraction({ facts, failures, modinfo, traits }: ExtractedModules): Sections {
  const sections: Sections = new Map()
  const count = facts.moduleCount
  addColumns(sections, 'facts', FACTS_SHAPE, columnsOf(facts))
  if (modinfo) addColumns(sections, 'modinfo', MODINFO_SHAPE, storedModinfo(modinfo, count))
  if (traits) {
    const context = contextOf(facts.names, modinfo)
    addColumns(sections, 'traits', TRAITS_SHAPE, traitsColumnsOf(traits, count, context))
  }
  sections.set('failures', failuresText(failures))
  return sections
}

/**
 * The extraction of `count` modules; each part is decoded when it is first asked for.
 * @param malformed ends the decoding when a section is missing, or leads outside of another one
 */
export function decodeExtraction(
  section: SectionReader,
  count: number,
  malformed: (what: string) => never,
): StoredExtraction {
  return new DecodedExtraction(section, count, malformed)
}

class DecodedExtraction implements StoredExtraction {
  readonly #section: SectionReader
  readonly #count: number
  readonly #malformed: (what: string) => never
  #facts: FactsColumns | undefined
  #modinfo: ModinfoColumns | undefined
  #traits: (ModuleTraits | undefined)[] | undefined
  #failures: readonly ModuleFailure[] | undefined

  constructor(section: SectionReader, count: number, malformed: (what: string) => never) {
    this.#section = section
    this.#count = count
    this.#malformed = malformed
  }

  get facts(): FactsColumns {
    this.#facts ??= this.#sound('facts', readColumns(this.#section, 'facts', FACTS_SHAPE), (columns) =>
      areFactsSound(columns, this.#count),
    )
    return this.#facts
  }

  get modinfo(): ModinfoColumns | undefined {
    if (this.#section('modinfo.ends') === undefined) return undefined
    this.#modinfo ??= new StoredModinfo(this.#section, this.#count, this.#malformed)
    return this.#modinfo
  }

  get traits(): readonly (ModuleTraits | undefined)[] | undefined {
    if (this.#section('traits.head') === undefined) return undefined
    this.#traits ??= this.#readTraits()
    return this.#traits
  }

  get failures(): readonly ModuleFailure[] {
    this.#failures ??= failuresIn(this.#section('failures'), this.#count) ?? this.#malformed('failures')
    return this.#failures
  }

  #readTraits(): (ModuleTraits | undefined)[] {
    const names = new NameTable()
    names.fill(this.facts.names)
    const columns = this.#sound('traits', readColumns(this.#section, 'traits', TRAITS_SHAPE), (read) =>
      areTraitsSound(read, this.#count, names.size),
    )
    return traitsIn(columns, contextOf(names, this.modinfo && ModinfoTable.of(this.modinfo)))
  }

  #sound<T>(what: string, columns: T | undefined, isSound: (columns: T) => boolean): T {
    return columns !== undefined && isSound(columns) ? columns : this.#malformed(what)
  }
}

/** Texts that the traits share with the rest. */
function contextOf(names: NameTable, modinfo: ModinfoTable | undefined): TraitsContext {
  return {
    names,
    modinfoAt(position) {
      const place = modinfo?.placeAt(position)
      return place && byteString(place.bytes, place.start, place.end)
    },
    buildIdAt: (position) => modinfo?.buildId(position),
  }
}

/**
 * What is stored as modules that need not be read.
 * @param rows by position in a list of paths: the number of the module in `stored`, or UNKNOWN_MODULE
 */
export const knownFrom = (stored: StoredExtraction, rows: Int32Array): KnownFacts =>
  new KnownExtraction(stored, rows)

/** Decodes a part when it is asked for. */
class KnownExtraction implements KnownFacts {
  readonly #stored: StoredExtraction
  readonly rows: Int32Array

  constructor(stored: StoredExtraction, rows: Int32Array) {
    this.#stored = stored
    this.rows = rows
  }

  get columns(): FactsColumns {
    return this.#stored.facts
  }

  get modinfo(): ModinfoColumns | undefined {
    return this.#stored.modinfo
  }

  get traits(): readonly (ModuleTraits | undefined)[] | undefined {
    return this.#stored.traits
  }

  get failures(): readonly ModuleFailure[] {
    return this.#stored.failures
  }
}
