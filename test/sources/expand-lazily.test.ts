import { execFileSync } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import { expect } from 'vitest'
import { type ByteRange, bytesAt, memoryRange } from '../../src/archives/byte-range.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { expandLazily } from '../../src/sources/expand-lazily.ts'
import { itWith } from '../support/programs.ts'
import { tempTree } from '../support/temp-tree.ts'

const it = itWith('xz', 'zstd')
const SIZE = 30 * 1024 ** 2
/** Numbers that compress to three quarters. */
const BYTES = Buffer.alloc(SIZE / 4)
for (let i = 0, state = 1; i < BYTES.length; i++) {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  BYTES[i] = (state >>> 24) & 63
}

/** Counts how far the compressed bytes are read. */
function counted(bytes: Uint8Array): { readonly range: ByteRange; readonly furthest: () => number } {
  const range = memoryRange(bytes)
  let furthest = 0
  return {
    furthest: () => furthest,
    range: {
      size: bytes.length,
      read(target, position, start, end) {
        const count = range.read(target, position, start, end)
        // The index is at the end.
        if (position < bytes.length - 1000) furthest = Math.max(furthest, position + count)
        return count
      },
    },
  }
}

it.each(['xz -0', 'zstd -q -1'])('expandLazily() reads no more of %s than it needs', async (command) => {
  const file = `${tempTree({ plain: BYTES })}/plain`
  const { range, furthest } = counted(
    execFileSync('sh', ['-c', `${command} -c ${file}`], { maxBuffer: SIZE }),
  )
  const name = command.startsWith('xz') ? 'xz' : 'zstd'
  const lazy = await expandLazily(nodeHost, range, name)
  expect(lazy?.size).toBe(BYTES.length)
  if (lazy === undefined) return
  // Walking over the headers of blocks is not decompressing.
  const before = name === 'xz' ? furthest() : 0
  expect(Buffer.from(bytesAt(lazy, 1000, 50)).equals(BYTES.subarray(1000, 1050))).toBe(true)
  if (name === 'xz') expect(furthest() - before).toBeLessThan(range.size / 2)
  expect(Buffer.from(bytesAt(lazy, BYTES.length - 9, 9)).equals(BYTES.subarray(-9))).toBe(true)
  expect(Buffer.from(bytesAt(lazy, 5, 20)).equals(BYTES.subarray(5, 25))).toBe(true)
})

it('expandLazily() leaves streams of unknown size alone', async () => {
  expect(await expandLazily(nodeHost, memoryRange(gzipSync('text')), 'gzip')).toBeUndefined()
  const piped = execFileSync('zstd', ['-q', '-c'], { input: BYTES, maxBuffer: SIZE })
  expect(await expandLazily(nodeHost, memoryRange(piped), 'zstd')).toBeUndefined()
})
