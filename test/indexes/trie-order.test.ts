import fc from 'fast-check'
import { expect, it } from 'vitest'
import { indexEntriesOf } from '../../src/indexes/encode-index.ts'
import type { IndexEntry } from '../../src/indexes/index-entries.ts'
import { type Group, TrieOrder } from '../../src/indexes/trie-order.ts'

const entry = (key: string, priority = 0): IndexEntry => ({ key, value: '', priority })

/** The keys in the order in which a walk over all nodes meets them. */
function walk(entries: readonly IndexEntry[]): string[] {
  const order = new TrieOrder(indexEntriesOf(entries))
  const met: string[] = []
  const visit = (group: Group): void => {
    const shape = order.split(group)
    for (let i = group.from; i < shape.valuesEnd; i++) met.push(entries[order.entryAt(i)]?.key ?? '')
    shape.children.forEach((_, i) => {
      visit(order.child(group, shape, i, 0))
    })
  }
  visit({ from: 0, to: entries.length, depth: 0, referenceAt: 0 })
  return met
}

it('split() puts the values of one key by priority, the last added first among equals', () => {
  const entries = [entry('a', 2), entry('a', 1), entry('a', 2), entry('a', 1)]
  const order = new TrieOrder(indexEntriesOf(entries))
  const root = { from: 0, to: 4, depth: 0, referenceAt: 0 }
  order.split(order.child(root, order.split(root), 0, 0))
  expect([0, 1, 2, 3].map((i) => order.entryAt(i))).toEqual([3, 1, 2, 0])
})

it('child() says where its reference belongs: four bytes for each byte value from the first child on', () => {
  const order = new TrieOrder(indexEntriesOf([entry('d'), entry('b'), entry('h')]))
  const root = { from: 0, to: 3, depth: 0, referenceAt: 0 }
  const shape = order.split(root)
  expect(shape.children).toHaveLength(3)
  expect([0, 1, 2].map((i) => order.child(root, shape, i, 100).referenceAt)).toEqual([100, 108, 124])
})

it('a walk over the nodes meets every key, in the order of strcmp()', () => {
  const key = fc.string({ unit: fc.constantFrom('a', 'b', '*', '_'), maxLength: 6 })
  fc.assert(
    fc.property(fc.array(key, { maxLength: 80 }), (keys) => {
      expect(walk(keys.map((k) => entry(k)))).toEqual([...keys].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)))
    }),
  )
})
