import { crc32 } from 'node:zlib'
import { expect, it } from 'vitest'
import { readXzLayout } from '../../../src/codecs/xz/xz-container.ts'
import { PLAIN, XZ, XZ_BLOCKS, XZ_EMPTY } from '../fixtures.ts'

it.each([
  ['one block', XZ.sha256, [PLAIN.length]],
  ['several blocks', XZ_BLOCKS, [40, 40, 40, 6]],
  ['several streams', Buffer.concat([XZ.crc32, XZ_EMPTY, XZ.none]), [PLAIN.length, PLAIN.length]],
])('readXzLayout() of %s has every uncompressed size before decoding', (_, file, sizes) => {
  const { blocks, uncompressedSize, problem } = readXzLayout(file)
  expect(problem).toBeUndefined()
  expect(blocks.map((block) => block.uncompressedSize)).toEqual(sizes)
  expect(uncompressedSize).toBe(sizes.reduce((sum, size) => sum + size))
  expect(blocks.every((block) => block.verification?.stored.length === block.verification?.check.size)).toBe(
    true,
  )
})

it('readXzLayout() keeps the blocks before a problem, for they may hold an earlier one', () => {
  const cut = readXzLayout(XZ_BLOCKS.subarray(0, 90))
  expect(cut.blocks.map((block) => block.verification !== undefined)).toEqual([true, false])
  expect(cut.problem?.details.reason).toBe('Unexpected end of input')
})

// XZ.crc32: header 12, block header 12, data with its padding, check 4, index 8, footer 12
it.each([
  ['the padding of a block', -25],
  ['the number of blocks', -19],
  ['the unpadded size of a block', -18],
  ['the uncompressed size of a block', -17],
  ['the CRC of the index', -16],
  ['the CRC of the footer', -12],
  ['the size of the index in the footer', -8],
  ['the check in the footer', -3],
  ['the magic of the footer', -1],
])('readXzLayout() finds damage in %s', (_, at) => {
  const file = Buffer.from(XZ.crc32)
  file[file.length + at]! ^= 2
  expect(readXzLayout(file).problem?.details.reason).toBe('File is corrupt')
})

it('readXzLayout() finds sizes that are not true though their CRC is', () => {
  // XZ_BLOCKS: the header of the first block is of 12 bytes, its sizes at 14 and 15
  for (const at of [14, 15]) {
    const file = Buffer.from(XZ_BLOCKS)
    file[at]! ^= 1
    file.writeUInt32LE(crc32(file.subarray(12, 20)), 20)
    expect(readXzLayout(file).problem?.details.reason).toBe('File is corrupt')
    expect(readXzLayout(file).blocks).toEqual([])
  }
  const file = Buffer.from(XZ.crc32)
  file[file.length - 8]! ^= 1
  file.writeUInt32LE(crc32(file.subarray(-8, -2)), file.length - 12)
  expect(readXzLayout(file).problem?.details.reason).toBe('File is corrupt')
})
