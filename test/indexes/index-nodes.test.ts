import { describe, expect, it } from 'vitest'
import { wholeSource } from '../../src/base/byte-source.ts'
import { encodeIndex } from '../../src/indexes/encode-index.ts'
import { MAX_KEY_LENGTH, MAX_VALUE_LENGTH } from '../../src/indexes/index-format.ts'
import { IndexNodes } from '../../src/indexes/index-nodes.ts'

const encoded = (key: string, value: string): Uint8Array => encodeIndex([{ key, value, priority: 7 }])
const nodesOf = (bytes: Uint8Array): IndexNodes => new IndexNodes(wholeSource(bytes))

describe('IndexNodes', () => {
  it('reads prefix, children and values of a node', () => {
    const nodes = nodesOf(encoded('abc', 'x'))
    const root = nodes.root()!
    expect(root).toMatchObject({ prefix: '', first: 0x61, last: 0x61, values: 0 })
    const child = nodes.child(root, 0x61)!
    expect(child).toMatchObject({ prefix: 'bc' })
    expect(child.first).toBeGreaterThan(child.last)
    expect(nodes.valuesAt(child.values)).toEqual([{ value: 'x', priority: 7 }])
    expect([nodes.child(root, 0x60), nodes.child(root, 0x62), nodes.valuesAt(root.values)]).toEqual([
      undefined,
      undefined,
      [],
    ])
  })

  it('counts every byte after the head once when every node is read once', () => {
    const bytes = encoded('abc', 'x')
    const nodes = nodesOf(bytes)
    const child = nodes.child(nodes.root()!, 0x61)!
    expect(nodes.valuesAt(child.values)).toHaveLength(1)
    expect(nodes.read).toBe(bytes.length - 12)
  })

  it('loads what it reads and no more than a step after it', () => {
    const loaded: number[] = []
    const bytes = encoded('abc', 'x'.repeat(1000))
    const nodes = new IndexNodes({ ...wholeSource(bytes), load: (_start, end) => loaded.push(end) })
    nodes.child(nodes.root()!, 0x61)
    expect(Math.max(...loaded)).toBeLessThan(100)
  })

  it('takes strings up to the limits', () => {
    const nodes = nodesOf(encoded('k'.repeat(MAX_KEY_LENGTH + 1), 'v'.repeat(MAX_VALUE_LENGTH)))
    const child = nodes.child(nodes.root()!, 0x6b)!
    expect(child.prefix).toHaveLength(MAX_KEY_LENGTH)
    expect(nodes.valuesAt(child.values)[0]?.value).toHaveLength(MAX_VALUE_LENGTH)
  })

  it.each([
    ['prefix', encoded('k'.repeat(MAX_KEY_LENGTH + 2), ''), `longer than ${MAX_KEY_LENGTH} bytes at 0x`],
    ['value', encoded('k', 'v'.repeat(MAX_VALUE_LENGTH + 1)), `longer than ${MAX_VALUE_LENGTH} bytes at 0x`],
  ])('refuses a longer %s', (_what, bytes, message) => {
    const nodes = nodesOf(bytes)
    expect(() => nodes.valuesAt(nodes.child(nodes.root()!, 0x6b)!.values)).toThrow(message)
  })
})
