import { execFileSync } from 'node:child_process'
import { describe, expect } from 'vitest'
import { decodeLz4Block } from '../../src/archives/lz4-block.ts'
import { itWith } from '../support/programs.ts'
import { refusalOf } from '../support/refusal.ts'

const it = itWith('lz4')

/** The one block of a frame that lz4 itself writes: after 7 bytes of header and u32 of size, before the end mark. */
function blockOf(bytes: Uint8Array, ...options: string[]): Buffer {
  const frame = execFileSync('lz4', ['-z', '--no-frame-crc', '-B7', ...options, '-c', '-q'], { input: bytes })
  return frame.subarray(11, frame.length - 4)
}

function decoded(block: Uint8Array, size: number): Buffer {
  const target = Buffer.alloc(size)
  return target.subarray(0, decodeLz4Block(block, target))
}

const TEXTS: Readonly<Record<string, Buffer>> = {
  zeros: Buffer.alloc(100_000),
  'a short period': Buffer.alloc(5000, 'abc'),
  'long literals': Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7919) % 251)).fill(0, 2000, 2500),
  'text with repeats': Buffer.from(`${'the symbols of a module '.repeat(400)}end`),
}

describe('decodeLz4Block()', () => {
  it.each(
    Object.keys(TEXTS).flatMap(
      (name) =>
        [
          [name, '-1'],
          [name, '-9'],
          [name, '-12'],
        ] as const,
    ),
  )('decodes %s that lz4 %s packs', (name, level) => {
    const text = TEXTS[name] ?? Buffer.alloc(0)
    expect(decoded(blockOf(text, level), text.length).equals(text)).toBe(true)
  })

  it('stops when the target is full', () => {
    const text = TEXTS['text with repeats'] ?? Buffer.alloc(0)
    expect(decoded(blockOf(text), 1001).equals(text.subarray(0, 1001))).toBe(true)
  })

  it.each([
    ['literals beyond the block', [0x50, 1, 2]],
    ['a length that goes on beyond the block', [0xf0, 255]],
    ['a distance of 0', [0x11, 1, 0, 0, 0]],
    ['a distance before the start', [0x11, 1, 2, 0, 0]],
    ['half a distance', [0x10, 1, 1]],
  ])('refuses %s', (_, block) => {
    expect(refusalOf(() => decoded(Uint8Array.from(block), 1000)).message).toBe('an lz4 block is damaged')
  })
})
