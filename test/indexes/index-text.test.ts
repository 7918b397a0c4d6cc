import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wholeSource } from '../../src/base/byte-source.ts'
import { ModuleIndex } from '../../src/indexes/decode-index.ts'
import { encodeIndex } from '../../src/indexes/encode-index.ts'
import { MAX_KEY_LENGTH } from '../../src/indexes/index-format.ts'
import { readRoot } from '../../src/indexes/index-nodes.ts'
import { findSingle, UNSURE } from '../../src/indexes/index-text.ts'

const encode = (entries: readonly (readonly [key: string, value: string])[]): Uint8Array =>
  encodeIndex(entries.map(([key, value], priority) => ({ key, value, priority })))

function find(bytes: Uint8Array, key: string): ReturnType<typeof findSingle> {
  const source = wholeSource(bytes)
  const index = { bytes, view: source.view, text: Buffer.from(bytes).toString('latin1') }
  return findSingle(index, readRoot(source), key)
}

/** What the reader of nodes says: the value, none, or why it cannot tell. */
function byNodes(bytes: Uint8Array, key: string): string | undefined | Error {
  try {
    return new ModuleIndex(wholeSource(bytes)).find(key)
  } catch (error) {
    return error as Error
  }
}

const SAMPLE = encode([
  ['abc', 'x: y'],
  ['abd', 'z'],
  ['ab', 'short'],
  ['twice', '1'],
  ['twice', '2'],
])

describe('findSingle()', () => {
  it.each([
    ['abc', 'x: y'],
    ['abd', 'z'],
    ['ab', 'short'],
    ['a', undefined],
    ['abcd', undefined],
    ['b', undefined],
    ['', undefined],
    ['twice', UNSURE],
  ])('%s', (key, expected) => {
    expect(find(SAMPLE, key)).toBe(expected)
  })

  it('is not sure of a prefix that is longer than any', () => {
    const bytes = encode([['k'.repeat(MAX_KEY_LENGTH + 2), 'v']])
    expect(find(bytes, 'kx')).toBe(UNSURE)
  })

  it('says what the reader of nodes says, or that it is not sure', () => {
    const key = fc.string({ unit: fc.constantFrom('a', 'b', '_'), maxLength: 6 })
    const entries = fc.array(fc.tuple(key, key), { maxLength: 12 })
    const property = fc.property(entries, key, (entries, wanted) => {
      const bytes = encode(entries)
      const found = find(bytes, wanted)
      if (found !== UNSURE) expect(found).toBe(byNodes(bytes, wanted))
      else expect(entries.filter(([key]) => key === wanted).length).toBeGreaterThan(1)
    })
    fc.assert(property, { numRuns: 500 })
  })

  it('is wrong about no damaged index: cut anywhere, or any byte another', () => {
    for (const key of ['abc', 'ab', 'abcd', 'twice', 'zzz'])
      for (let at = 12; at < SAMPLE.length; at++)
        for (const bytes of [
          SAMPLE.slice(0, at),
          ...[0, 0x61, 0x7f, 0xff].map((byte) => changed(at, byte)),
        ]) {
          const found = find(bytes, key)
          if (found !== UNSURE) expect(found).toBe(byNodes(bytes, key))
        }
  })
})

function changed(at: number, byte: number): Uint8Array {
  const bytes = SAMPLE.slice()
  bytes[at] = byte
  return bytes
}
