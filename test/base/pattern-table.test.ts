import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fnmatch } from '../../src/base/fnmatch.ts'
import { PatternTable } from '../../src/base/pattern-table.ts'

describe('PatternTable', () => {
  it('finds what fnmatch() finds, in the order of the list', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '[', ']', '\\'), maxLength: 4 })
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '\\'), maxLength: 4 })
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 5 }), text, (patterns, name) => {
        const entries = patterns.map((p, at) => ({ p, at }))
        expect(new PatternTable(entries, ({ p }) => p).all(name)).toEqual(
          entries.filter(({ p }) => fnmatch(p, name)),
        )
      }),
    )
  })
})
