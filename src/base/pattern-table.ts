import { fnmatch } from './fnmatch.ts'

/** The special characters of fnmatch() patterns. */
const SPECIAL = /[*?[\\]/

/** A list of entries with fnmatch() patterns as keys. Most patterns are plain names, which are looked up in a map. */
export class PatternTable<T> {
  readonly #named = new Map<string, T[]>()
  /** In the order of the list. */
  readonly #entries: readonly T[]
  readonly #patternOf: (entry: T) => string
  #hasWildcards = false

  constructor(entries: readonly T[], patternOf: (entry: T) => string) {
    this.#entries = entries
    this.#patternOf = patternOf
    for (const entry of entries) {
      const pattern = patternOf(entry)
      const same = this.#named.get(pattern)
      if (same) same.push(entry)
      else this.#named.set(pattern, [entry])
      if (SPECIAL.test(pattern)) this.#hasWildcards = true
    }
  }

  /** All entries that match `text`, in the order of the list. */
  all(text: string): readonly T[] {
    if (!this.#hasWildcards) return this.#named.get(text) ?? NONE
    return this.#entries.filter((entry) => fnmatch(this.#patternOf(entry), text))
  }
}

const NONE: readonly never[] = []
