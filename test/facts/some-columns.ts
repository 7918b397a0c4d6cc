/** Columns of traits for tests of what holds them. */
import { copiedSource } from '../../src/base/byte-source.ts'
import { isKmodError, type KmodError } from '../../src/base/errors.ts'
import { FactsExtractor } from '../../src/facts/extract-facts.ts'
import type { TraitColumns } from '../../src/facts/traits-columns.ts'

/** What is read of files, as a thread sends it; in place of a file, why it cannot be read. */
export function traitColumnsOf(files: readonly (Uint8Array | KmodError)[]): TraitColumns {
  const extractor = new FactsExtractor('flagged', true)
  for (const file of files) {
    const before = extractor.moduleCount
    try {
      if (isKmodError(file)) throw file
      extractor.add(copiedSource(file, extractor.memory))
    } catch (error) {
      if (!isKmodError(error)) throw error
      if (extractor.moduleCount === before) extractor.addUnreadable(error)
    }
  }
  const columns = extractor.traits()
  if (columns === undefined) throw new TypeError('Expected traits')
  return structuredClone(columns)
}
