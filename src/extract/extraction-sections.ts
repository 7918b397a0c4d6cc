/**
 * What extractModules() finds, as named sections of bytes (base/column-sections.ts) and back: for files that save
 * reading the modules again. Columns are used where they lie, so reading 4,000 modules back takes a few milliseconds;
 * texts are made when they are asked for.
 *
 *   facts.*       the columns of FactsColumns
 *   traits.*      .modinfo, build IDs and what else the kernel looks at (stored-traits.ts), if they were requested
 *   failures      the modules that could not be read, as JSON
 */
import { addColumns, readColumns, type SectionReader, type Sections } from '../base/column-sections.ts'
import { areFactsSound } from '../facts/check-columns.ts'
import { columnsOf, FACTS_SHAPE, type FactsColumns } from '../facts/facts-columns.ts'
import type { TraitColumns } from '../facts/traits-columns.ts'
import type { ExtractedModules, ModuleFailure } from './extracted-modules.ts'
import type { KnownFacts } from './known-facts.ts'
import { failuresIn, failuresText } from './stored-failures.ts'
import { StoredTraits, storedTraits, TRAITS_SHAPE } from './stored-traits.ts'

/** What was extracted, by its module: the number of a module is its position in the list of paths. */
export interface StoredExtraction {
  readonly facts: FactsColumns
  readonly failures: readonly ModuleFailure[]
  /** Absent if they were not stored. */
  readonly traits: TraitColumns | undefined
}

/** The sections of `extracted`, which has all of its paths: views of its columns, valid until it changes. */
export function encodeExtraction({ facts, failures, traits }: ExtractedModules): Sections {
  const sections: Sections = new Map()
  addColumns(sections, 'facts', FACTS_SHAPE, columnsOf(facts))
  if (traits) addColumns(sections, 'traits', TRAITS_SHAPE, storedTraits(traits.columns(facts.moduleCount)))
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
  #traits: TraitColumns | undefined
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

  get traits(): TraitColumns | undefined {
    if (this.#section('traits.words') === undefined) return undefined
    this.#traits ??= new StoredTraits(this.#section, this.#count, this.#malformed)
    return this.#traits
  }

  get failures(): readonly ModuleFailure[] {
    this.#failures ??= failuresIn(this.#section('failures'), this.#count) ?? this.#malformed('failures')
    return this.#failures
  }

  #sound<T>(what: string, columns: T | undefined, isSound: (columns: T) => boolean): T {
    return columns !== undefined && isSound(columns) ? columns : this.#malformed(what)
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

  get traits(): TraitColumns | undefined {
    return this.#stored.traits
  }

  get failures(): readonly ModuleFailure[] {
    return this.#stored.failures
  }
}
