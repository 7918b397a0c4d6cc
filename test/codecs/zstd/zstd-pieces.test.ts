import { execFileSync } from 'node:child_process'
import { describe, expect } from 'vitest'
import { memoryRange } from '../../../src/archives/byte-range.ts'
import { zstdPieces, zstdUncompressedSize } from '../../../src/codecs/zstd/zstd-pieces.ts'
import { itWith } from '../../support/programs.ts'
import { refusalOf } from '../../support/refusal.ts'
import { tempTree } from '../../support/temp-tree.ts'
import { expectSame } from '../ladders.ts'

const it = itWith('zstd')
const MIB = 1024 ** 2
const LINE = 'a module of the kernel, and what it needs; '
const TEXT = Buffer.from(
  Array.from({ length: 300_000 }, (_, i) => `${(i * 7919) % 100_003} ${LINE}`).join(''),
)

/** `named`: from a file, whose size the frame names. */
function zstd(input: Uint8Array, named: boolean, ...options: string[]): Buffer {
  const how = { maxBuffer: 64 * MIB }
  if (!named) return execFileSync('zstd', ['-q', '-c', ...options], { ...how, input })
  return execFileSync('zstd', ['-q', '-c', ...options, `${tempTree({ text: Buffer.from(input) })}/text`], how)
}

const decoder = zstdPieces()

function expanded(bytes: Uint8Array): Buffer {
  const parts: Uint8Array[] = []
  for (const piece of decoder(memoryRange(bytes))) parts.push(piece.slice())
  return Buffer.concat(parts)
}

const skippable = Buffer.concat([Buffer.from([0x53, 0x2a, 0x4d, 0x18, 5, 0, 0, 0]), Buffer.from('12345')])

describe('zstdPieces()', () => {
  it.each<[string, boolean, ...string[]]>([
    ['the usual options', true, '-1'],
    ['its size not named', false, '-3'],
    ['no checksum', false, '--no-check', '-1'],
    ['a small window', false, '--zstd=wlog=10', '-1'],
    ['a large window', false, '--long=24', '-1'],
    ['no compression to speak of', true, '--fast=100'],
  ])('decodes what zstd makes with %s', (_, named, ...options) => {
    expectSame(expanded(zstd(TEXT, named, ...options)), TEXT)
  })

  it.each([0, 1, 31, 32, 33, 5 * MIB])('decodes %d bytes of one kind, and of many', (size) => {
    for (const bytes of [
      Buffer.alloc(size, 7),
      Buffer.from(Array.from({ length: size }, () => Math.random() * 256)),
    ])
      for (const named of [true, false]) expectSame(expanded(zstd(bytes, named, '-1')), bytes)
  })

  it('joins frames, and passes over those to skip', () => {
    const bytes = Buffer.concat([skippable, zstd(TEXT, true, '-1'), skippable, zstd(TEXT, false, '-1')])
    expectSame(expanded(bytes), Buffer.concat([TEXT, TEXT]))
  })

  it('refuses a file that is cut anywhere', () => {
    const bytes = zstd(TEXT.subarray(0, 3000), true)
    for (let length = 1; length < bytes.length; length++)
      expect([length, refusalOf(() => expanded(bytes.subarray(0, length))).code]).toEqual([
        length,
        'KMOD_COMPRESSION_CORRUPT',
      ])
  })

  it('refuses damage wherever it is', () => {
    const bytes = zstd(TEXT.subarray(0, 300_000), true, '-1')
    for (let at = 6; at < bytes.length; at += 61) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 0x24
      expect([at, refusalOf(() => expanded(changed)).code]).toEqual([at, 'KMOD_COMPRESSION_CORRUPT'])
    }
  })

  it('takes memory for no more of a window than a frame can fill', () => {
    expectSame(expanded(zstd(TEXT, false, '--long=31', '-1')), TEXT)
  })

  it('refuses a window that is too large for memory', () => {
    // A window of some terabytes, and blocks of one byte that expand to 384 MiB.
    const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0xff])
    const block = Buffer.alloc(4)
    block.writeUInt32LE(((128 * 1024) << 3) | 2)
    const blocks = Buffer.concat(Array.from({ length: 3 * 1024 }, () => block))
    expect(refusalOf(() => expanded(Buffer.concat([head, blocks, Buffer.from([1, 0, 0])]))).message).toBe(
      'Cannot decompress zstd data: a window of 402784256 bytes is too large',
    )
  })
})

describe('zstdUncompressedSize()', () => {
  it('adds what the frames name', () => {
    const one = zstd(TEXT, true, '-1')
    expect(zstdUncompressedSize(memoryRange(Buffer.concat([one, skippable, one])))).toBe(2 * TEXT.length)
    expect(zstdUncompressedSize(memoryRange(zstd(TEXT, false, '-1')))).toBeUndefined()
  })
})
