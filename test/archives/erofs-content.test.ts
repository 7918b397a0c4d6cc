import { expect, it } from 'vitest'
import { bytesAt, memoryRange } from '../../src/archives/byte-range.ts'
import { type ErofsImage, erofsContent } from '../../src/archives/erofs-content.ts'
import { type ErofsInode, ErofsLayout } from '../../src/archives/erofs-inodes.ts'
import { refusalOf } from '../support/refusal.ts'

const BLOCK = 512
/** Blocks of their own numbers; the rows of chunks are in block 9. */
const BYTES = Buffer.concat(Array.from({ length: 10 }, (_, i) => Buffer.alloc(BLOCK, i)))

const image: ErofsImage = {
  range: memoryRange(BYTES),
  superblock: {
    blockBits: 9,
    blockSize: BLOCK,
    rootNid: 0,
    inodesAt: 0,
    features: 0,
    packedNid: 0,
    xattrsAt: 0,
  },
  decoders: {},
  packed: () => memoryRange(BYTES),
}

const inode = (layout: number, size: number, place: number): ErofsInode => ({
  nid: 1,
  layout,
  size,
  place,
  mode: 0o644,
  type: 0o100000,
  mtimeNs: 0n,
  end: 9 * BLOCK,
  xattrs: 0,
})

it('erofsContent() joins blocks and what is after the inode', () => {
  const content = erofsContent(image, inode(ErofsLayout.inline, BLOCK + 3, 5))
  expect([...bytesAt(content, BLOCK - 2, 5)]).toEqual([5, 5, 9, 9, 9])
})

it('erofsContent() reads chunks in any order, and holes as zeros', () => {
  const rows = Buffer.from(BYTES)
  for (const [i, block] of [3, 0xffffffff, 1].entries()) rows.writeUInt32LE(block, 9 * BLOCK + i * 4)
  const content = erofsContent(
    { ...image, range: memoryRange(rows) },
    inode(ErofsLayout.chunks, 3 * BLOCK - 1, 0),
  )
  expect(content.size).toBe(3 * BLOCK - 1)
  expect([...bytesAt(content, BLOCK - 1, 2), ...bytesAt(content, 2 * BLOCK - 1, 2)]).toEqual([3, 0, 0, 1])
})

it('erofsContent() refuses what is outside the image, and layouts that it does not know', () => {
  expect(refusalOf(() => erofsContent(image, inode(ErofsLayout.plain, BLOCK, 10))).message).toBe(
    'it is cut off',
  )
  expect(refusalOf(() => erofsContent(image, inode(6, 1, 0))).message).toBe(
    'an erofs layout of data that is unknown: 6',
  )
  expect(erofsContent(image, inode(ErofsLayout.plain, 0, 0xffffffff)).size).toBe(0)
})
