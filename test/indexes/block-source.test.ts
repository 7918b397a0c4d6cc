import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BLOCK_SIZE, blockSource } from '../../src/indexes/block-source.ts'
import { MAX_INDEX_SIZE } from '../../src/indexes/index-format.ts'

const SIZE = 5 * BLOCK_SIZE + 100
const content = Buffer.from(Array.from({ length: SIZE }, (_, i) => (i * 7) % 251))

function sourceOf(bytes: Buffer, size = bytes.length) {
  const reads: [start: number, count: number][] = []
  const source = blockSource(size, (target, position) => {
    reads.push([position, target.length])
    return bytes.copy(target, 0, position, position + target.length)
  })
  return { source, reads }
}

describe('blockSource()', () => {
  it('reads nothing before it is asked, and each block once', () => {
    const { source, reads } = sourceOf(content)
    expect(reads).toEqual([])
    source.load(0, 12)
    source.load(4, BLOCK_SIZE)
    source.load(100, 100)
    expect(reads).toEqual([[0, BLOCK_SIZE]])
  })

  it('reads neighbouring blocks together, around those it has, and the last one as far as it goes', () => {
    const { source, reads } = sourceOf(content)
    source.load(2 * BLOCK_SIZE, 2 * BLOCK_SIZE + 1)
    source.load(1, SIZE)
    expect(reads).toEqual([
      [2 * BLOCK_SIZE, BLOCK_SIZE],
      [0, 2 * BLOCK_SIZE],
      [3 * BLOCK_SIZE, 2 * BLOCK_SIZE + 100],
    ])
  })

  it('has the bytes of every range that was loaded', () => {
    const ranges = fc.array(fc.tuple(fc.nat(SIZE), fc.nat(SIZE)))
    fc.assert(
      fc.property(ranges, (ranges) => {
        const { source } = sourceOf(content)
        for (const [a, b] of ranges) {
          const [start, end] = [Math.min(a, b), Math.max(a, b)]
          source.load(start, end)
          expect(content.subarray(start, end).equals(source.bytes.subarray(start, end))).toBe(true)
        }
      }),
    )
  })

  it('reports a truncated file', () => {
    const { source } = sourceOf(content.subarray(0, 10), 12)
    expect(() => source.load(0, 1)).toThrow(expect.objectContaining({ code: 'KMOD_IO' }))
  })

  it('refuses what is larger than any index', () => {
    expect(() => blockSource(MAX_INDEX_SIZE + 1, () => 0)).toThrow(
      expect.objectContaining({ code: 'KMOD_LIMIT' }),
    )
  })
})
