import { expect, it } from 'vitest'
import { memoryRange } from '../../src/archives/byte-range.ts'
import { directoryRows, readInode } from '../../src/archives/squashfs-inodes.ts'
import { MetadataReader, type Superblock } from '../../src/archives/squashfs-metadata.ts'
import { refusalOf } from '../support/refusal.ts'

const SUPERBLOCK: Superblock = {
  blockSize: 4096,
  fragments: 0,
  compression: 'zlib',
  rootInode: 0n,
  inodeTable: 0,
  directoryTable: 0,
  fragmentTable: 0,
  xattrTable: undefined,
}

/** One metadata block that is not compressed, of these bytes. */
function metadata(...parts: readonly (readonly [size: 1 | 2 | 4 | 8, value: number])[]): MetadataReader {
  const bytes = parts.flatMap(([size, value]) =>
    Array.from({ length: size }, (_, i) => Math.floor(value / 2 ** (8 * i)) % 256),
  )
  const header = [bytes.length & 255, 0x80 | (bytes.length >> 8)]
  return new MetadataReader(memoryRange(Uint8Array.from([...header, ...bytes])), (block) => block)
}

/** Type, mode, uid, gid, mtime and number. */
const head = (type: number) =>
  [
    [2, type],
    [2, 0o755],
    [2, 0],
    [2, 0],
    [4, 77],
    [4, 9],
  ] as const

it('readInode() reads a small and a large file', () => {
  const small = metadata(...head(2), [4, 96], [4, 3], [4, 100], [4, 5000], [4, 1234])
  expect(readInode(small, SUPERBLOCK, 0n)).toEqual({
    kind: 'file',
    mode: 0o755,
    mtime: 77,
    number: 9,
    start: 96,
    size: 5000,
    blocks: [1234],
    fragment: { index: 3, offset: 100 },
  })
  const large = metadata(
    ...head(9),
    [8, 2 ** 33],
    [8, 4096],
    [8, 0],
    [4, 1],
    [4, 0xffffffff],
    [4, 0],
    [4, 0],
    [4, 7],
  )
  expect(readInode(large, SUPERBLOCK, 0n)).toMatchObject({ start: 2 ** 33, blocks: [7], fragment: undefined })
})

it('readInode() refuses types that do not exist and links without end', () => {
  expect(refusalOf(() => readInode(metadata(...head(15)), SUPERBLOCK, 0n)).message).toBe(
    'an inode of type 15, which squashfs does not have',
  )
  const link = metadata(...head(3), [4, 1], [4, 2 ** 30])
  expect(refusalOf(() => readInode(link, SUPERBLOCK, 0n)).message).toBe('the target of a link is too long')
})

it('directoryRows() gives names and where their inodes are', () => {
  const run = metadata([4, 0], [4, 5], [4, 1], [2, 40], [2, 0], [2, 2], [2, 1], [1, 104], [1, 105])
  const directory = {
    kind: 'directory',
    block: 0,
    offset: 0,
    size: 25,
    mode: 0,
    mtime: 0,
    number: 1,
  } as const
  expect([...directoryRows(run, SUPERBLOCK, directory)]).toEqual([{ name: 'hi', inode: (5n << 16n) | 40n }])
})
