import { deflateRawSync, deflateSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { inflateRaw, inflateZlib } from '../../src/codecs/zlib.ts'
import { refusalOf } from '../support/refusal.ts'

const TEXT = Buffer.alloc(5000, 'module ')

it('inflateZlib() decompresses up to a size', () => {
  expect(Buffer.from(inflateZlib(deflateSync(TEXT), 5000)).equals(TEXT)).toBe(true)
  expect(refusalOf(() => inflateZlib(deflateSync(TEXT), 4999)).code).toBe('KMOD_COMPRESSION_CORRUPT')
})

it('inflateZlib() refuses damage', () => {
  const block = deflateSync(TEXT)
  expect(refusalOf(() => inflateZlib(block.subarray(0, 10), 5000)).message).toMatch(
    /^Cannot decompress gzip data: /,
  )
  block[block.length - 1] = (block.at(-1) ?? 0) ^ 1
  expect(refusalOf(() => inflateZlib(block, 5000)).code).toBe('KMOD_COMPRESSION_CORRUPT')
})

it('inflateRaw() gives the front of a stream that expands to more', () => {
  const piece = deflateRawSync(TEXT)
  expect(Buffer.from(inflateRaw(piece, 700)).equals(TEXT.subarray(0, 700))).toBe(true)
  expect(inflateRaw(piece, 5000)).toHaveLength(5000)
  expect(refusalOf(() => inflateRaw(Buffer.alloc(20, 0xff), 10)).code).toBe('KMOD_COMPRESSION_CORRUPT')
})
