import { execFileSync } from 'node:child_process'
import { describe, expect } from 'vitest'
import { memoryRange } from '../../../src/archives/byte-range.ts'
import { readXzIndex } from '../../../src/codecs/xz/xz-index.ts'
import { itWith } from '../../support/programs.ts'
import { refusalOf } from '../../support/refusal.ts'

const it = itWith('xz')
const TEXT = Buffer.alloc(50_000, 'some text of a module ')

const xz = (input: Uint8Array, ...options: string[]): Buffer =>
  execFileSync('xz', ['-c', ...options], { input })

const indexOf = (bytes: Uint8Array) => readXzIndex(memoryRange(bytes))

describe('readXzIndex()', () => {
  it('finds the blocks of all streams, and the padding between them', () => {
    const streams = [
      xz(TEXT, '--block-size=20000'),
      Buffer.alloc(8),
      xz(TEXT.subarray(0, 7), '-Csha256'),
      Buffer.alloc(4),
    ]
    const blocks = indexOf(Buffer.concat(streams))
    expect(blocks.map(({ start, uncompressedSize, check }) => [start, uncompressedSize, check])).toEqual([
      [0, 20_000, 4],
      [20_000, 20_000, 4],
      [40_000, 10_000, 4],
      [50_000, 7, 10],
    ])
    expect(blocks[0]?.position).toBe(12)
    expect(blocks[3]?.position).toBe((streams[0]?.length ?? 0) + 8 + 12)
  })

  it('finds none in an empty stream', () => {
    expect(indexOf(xz(Buffer.alloc(0)))).toEqual([])
  })

  it('refuses a file that is cut anywhere', () => {
    const bytes = xz(TEXT, '--block-size=20000')
    for (let length = 1; length < bytes.length; length++)
      expect(refusalOf(() => indexOf(bytes.subarray(0, length))).code).toBe('KMOD_COMPRESSION_CORRUPT')
  })

  it('refuses a change of any byte of the index, the footer or the first header', () => {
    const bytes = xz(TEXT, '--block-size=20000')
    const [first, last] = [12, bytes.length - 40]
    for (const at of [...Array(first).keys(), ...Array.from({ length: 40 }, (_, i) => last + i)]) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 0x10
      // What is in front of the index is data, which nothing has looked at so far.
      if (at >= bytes.length - 32 || at < first)
        expect(refusalOf(() => indexOf(changed)).code).toBe('KMOD_COMPRESSION_CORRUPT')
    }
  })
})
