import { describe, expect, it } from 'vitest'
import { memoryRange } from '../../src/archives/byte-range.ts'
import { MetadataReader, readSuperblock } from '../../src/archives/squashfs-metadata.ts'
import { refusalOf } from '../support/refusal.ts'

function superblock(change: (view: DataView) => void = () => {}): Uint8Array {
  const bytes = new Uint8Array(96)
  const view = new DataView(bytes.buffer)
  view.setUint32(12, 131072, true)
  view.setUint16(20, 6, true)
  view.setUint16(22, 17, true)
  view.setUint16(28, 4, true)
  view.setBigUint64(64, 1000n, true)
  change(view)
  return bytes
}

describe('readSuperblock()', () => {
  it('gives block size, compression and tables', () => {
    expect(readSuperblock(memoryRange(superblock()))).toMatchObject({
      blockSize: 131072,
      compression: 'zstd',
      inodeTable: 1000,
    })
  })

  it.each([
    ['another version', (view: DataView) => view.setUint16(28, 3, true), 'only squashfs 4 is supported'],
    [
      'a block size that is none',
      (view: DataView) => view.setUint32(12, 100_000, true),
      'the squashfs superblock is damaged',
    ],
    [
      'blocks that are too large',
      (view: DataView) => view.setUint16(22, 30, true),
      'the squashfs superblock is damaged',
    ],
    [
      'a compression from the future',
      (view: DataView) => view.setUint16(20, 99, true),
      'squashfs compression 99 is unknown',
    ],
    [
      'more inodes than entries are read',
      (view: DataView) => view.setUint32(4, 500_001, true),
      'it has more than 500000 entries',
    ],
    ['no compression', (view: DataView) => view.setUint16(20, 0, true), 'squashfs compression 0 is unknown'],
  ])('refuses %s', (_, change, message) => {
    expect(refusalOf(() => readSuperblock(memoryRange(superblock(change)))).message).toBe(message)
  })
})

describe('MetadataReader', () => {
  /** Two blocks, of which the second is "compressed": its bytes are doubled by the decoder. */
  const table = Uint8Array.of(3, 0x80, 1, 2, 3, 2, 0, 4, 5)
  const reader = new MetadataReader(memoryRange(table), (block) => Uint8Array.from(block, (byte) => byte * 2))
  const taken = (view: DataView): number[] => [...new Uint8Array(view.buffer)]

  it('reads on over the end of a block', () => {
    const cursor = reader.at(0, 1)
    expect(taken(cursor.take(1))).toEqual([2])
    expect(taken(cursor.take(3))).toEqual([3, 8, 10])
  })

  it('refuses what is after the last block', () => {
    expect(refusalOf(() => reader.at(0, 0).take(6)).message).toBe('it is cut off')
    expect(refusalOf(() => reader.at(100, 0).take(1)).code).toBe('KMOD_ARCHIVE')
  })

  it('does not read empty blocks for ever', () => {
    const empty = new MetadataReader(memoryRange(Uint8Array.of(0, 0x80, 0, 0x80)), (block) => block)
    expect(refusalOf(() => empty.at(0, 0).take(1)).message).toBe('a squashfs table is damaged')
  })
})
