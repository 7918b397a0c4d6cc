import { expect } from 'vitest'
import { memoryRange } from '../../src/archives/byte-range.ts'
import { type ErofsImage, erofsContent } from '../../src/archives/erofs-content.ts'
import { erofsExtents } from '../../src/archives/erofs-extents.ts'
import { erofsNames, readErofsInode, readErofsSuperblock } from '../../src/archives/erofs-inodes.ts'
import { erofsImage } from '../support/erofs-image.ts'
import { itWith } from '../support/programs.ts'
import { tempTree } from '../support/temp-tree.ts'

const it = itWith('mkfs.erofs')

const TEXT = Buffer.from(Array.from({ length: 20_000 }, (_, i) => `symbol_${i % 977}\n`).join(''))

it.each([
  ['-zlz4', 1],
  ['-zlz4hc -C65536', 16],
  ['-zlz4hc -Elegacy-compress', 1],
])('erofsExtents() covers a file without gaps (%s)', (options, mostBlocks) => {
  const range = memoryRange(erofsImage(tempTree({ 'text.ko': TEXT }), ...options.split(' ')))
  const superblock = readErofsSuperblock(range)
  const image: ErofsImage = { range, superblock, decoders: {}, packed: () => range }
  const root = erofsContent(image, readErofsInode(range, superblock, superblock.rootNid))
  const [{ nid } = { nid: 0 }] = [...erofsNames(root, superblock.blockSize)]
  const extents = erofsExtents(range, superblock, readErofsInode(range, superblock, nid))
  expect(extents.map(({ start }) => start)).toEqual([0, ...extents.slice(0, -1).map(({ end }) => end)])
  expect(extents.at(-1)?.end).toBe(TEXT.length)
  expect(extents.every(({ algorithm }) => algorithm === 'lz4')).toBe(true)
  const stored = extents.reduce((most, extent) => (extent.stored > most ? extent.stored : most), 0)
  expect(stored).toBeLessThanOrEqual(mostBlocks * superblock.blockSize)
})

it('erofsExtents() has nothing for an empty file', () => {
  const range = memoryRange(erofsImage(tempTree({})))
  const superblock = readErofsSuperblock(range)
  const root = readErofsInode(range, superblock, superblock.rootNid)
  expect(erofsExtents(range, superblock, { ...root, size: 0 })).toEqual([])
})
