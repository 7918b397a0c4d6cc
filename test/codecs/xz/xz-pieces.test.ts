import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { describe, expect } from 'vitest'
import { memoryRange } from '../../../src/archives/byte-range.ts'
import { isKmodError } from '../../../src/base/errors.ts'
import { readXzIndex } from '../../../src/codecs/xz/xz-index.ts'
import { hasFilters, xzPieces } from '../../../src/codecs/xz/xz-pieces.ts'
import { itWith } from '../../support/programs.ts'
import { refusalOf } from '../../support/refusal.ts'
import { expectSame } from '../ladders.ts'

const it = itWith('xz')
const MIB = 1024 ** 2

/** Words from a generator of numbers: matches of all distances and literals in turn. */
function words(size: number): Buffer {
  const bytes = Buffer.alloc(size)
  let state = 1
  for (let at = 0; at < size; ) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    const distance = 1 + (state % Math.min(at + 1, 2 * MIB))
    const length = 4 + ((state >>> 8) % 40)
    if (at > 1000 && (state >>> 16) % 3 > 0 && distance <= at)
      for (let i = 0; i < length && at < size; i++, at++) bytes[at] = bytes[at - distance] ?? 0
    else bytes[at++] = state >>> 24
  }
  return bytes
}

/** The window slides after 6 MiB and the dictionary: it does so twice here, and once in SOME. */
const TEXT = words(13 * MIB)
const SOME = TEXT.subarray(0, 8 * MIB)
const xz = (input: Uint8Array, ...options: string[]): Buffer =>
  execFileSync('xz', ['-c', ...options], { input, maxBuffer: 64 * MIB })

const decoder = xzPieces()

function expanded(bytes: Uint8Array): { readonly text: Buffer; readonly largest: number } {
  const file = memoryRange(bytes)
  const parts: Uint8Array[] = []
  for (const block of readXzIndex(file)) for (const piece of decoder(file, block)) parts.push(piece.slice())
  return { text: Buffer.concat(parts), largest: Math.max(0, ...parts.map(({ length }) => length)) }
}

describe('xzPieces()', () => {
  it.each<[string, Buffer, ...string[]]>([
    ['the usual options', TEXT, '-0'],
    ['contexts by position', SOME, '--lzma2=preset=0,dict=64KiB,lc=0,lp=4,pb=4'],
    ['contexts by literals', SOME, '--lzma2=preset=0,dict=1MiB,lc=4,lp=0,pb=0'],
    ['blocks', SOME, '-0', '--block-size=3000000'],
    ['CRC-32', SOME, '-0', '-Ccrc32'],
    ['SHA-256', SOME, '-0', '-Csha256'],
    ['no check', SOME, '-0', '-Cnone'],
  ])('decodes what xz makes with %s', (_, plain, ...options) => {
    const { text, largest } = expanded(xz(plain, ...options))
    expectSame(text, plain)
    expect(largest).toBeLessThanOrEqual(12 * MIB)
  })

  it('decodes what xz makes with a small dictionary, and holds no more than that and a piece', () => {
    const { text, largest } = expanded(xz(TEXT, '--lzma2=preset=0,dict=4096'))
    expectSame(text, TEXT)
    expect(largest).toBeLessThan(7 * MIB)
  })

  it.each([0, 1, 5 * MIB])('decodes %d bytes, and stored chunks', (size) => {
    const noise = randomBytes(size)
    expectSame(expanded(xz(noise, '-0')).text, noise)
  })

  it('refuses damage wherever it is', () => {
    const bytes = xz(TEXT.subarray(0, 200_000), '-0', '-Ccrc32')
    for (let at = 12; at < bytes.length - 40; at += 97) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 0x24
      const error = refusalOf(() => expanded(changed))
      expect([at, isKmodError(error) && error.code]).toEqual([at, 'KMOD_COMPRESSION_CORRUPT'])
    }
  })

  it('refuses filters, of which hasFilters() tells', () => {
    const bytes = xz(TEXT.subarray(0, 1000), '--x86', '--lzma2')
    expect(refusalOf(() => expanded(bytes)).message).toMatch(/it has filters before LZMA2/)
    for (const [stream, isFiltered] of [[bytes, true] as const, [xz(TEXT.subarray(0, 9)), false] as const])
      for (const block of readXzIndex(memoryRange(stream)))
        expect(hasFilters(memoryRange(stream), block)).toBe(isFiltered)
  })
})
