import { expect } from 'vitest'
import { memoryRange } from '../../src/archives/byte-range.ts'
import { erofsNames, isErofs, readErofsInode, readErofsSuperblock } from '../../src/archives/erofs-inodes.ts'
import { erofsImage } from '../support/erofs-image.ts'
import { itWith } from '../support/programs.ts'
import { refusalOf } from '../support/refusal.ts'
import { tempTree } from '../support/temp-tree.ts'

const it = itWith('mkfs.erofs')

it('reads superblock and root of an image by mkfs.erofs', () => {
  const range = memoryRange(erofsImage(tempTree({ a: 'a' })))
  expect(isErofs(range)).toBe(true)
  const superblock = readErofsSuperblock(range)
  expect(superblock).toMatchObject({ blockSize: 4096, blockBits: 12 })
  expect(readErofsInode(range, superblock, superblock.rootNid)).toMatchObject({ type: 0o040000 })
})

it('refuses an image of more inodes than entries are read', () => {
  const image = Buffer.from(erofsImage(tempTree({ a: 'a' })))
  image.writeBigUInt64LE(500_000n, 1024 + 16)
  readErofsSuperblock(memoryRange(image))
  image.writeBigUInt64LE(500_001n, 1024 + 16)
  const { message } = refusalOf(() => readErofsSuperblock(memoryRange(image)))
  expect(message).toBe('it has more than 500000 entries')
})

it('isErofs() takes nothing else', () => {
  expect(isErofs(memoryRange(new Uint8Array(5000)))).toBe(false)
  expect(isErofs(memoryRange(new Uint8Array(5)))).toBe(false)
})

/** A directory block of rows; each name is at the position that is given with it. */
function block(rows: readonly (readonly [nid: number, start: number])[], names: string): Uint8Array {
  const bytes = Buffer.alloc(rows.length * 12)
  for (const [i, [nid, start]] of rows.entries()) {
    bytes.writeBigUInt64LE(BigInt(nid), i * 12)
    bytes.writeUInt16LE(start, i * 12 + 8)
  }
  return Buffer.concat([bytes, Buffer.from(names)])
}

it('erofsNames() leaves out . and .., and ends the last name at a NUL', () => {
  const names = erofsNames(
    memoryRange(
      block(
        [
          [1, 36],
          [2, 37],
          [3, 39],
        ],
        '...abc\0xyz',
      ),
    ),
    4096,
  )
  expect([...names]).toEqual([{ name: 'abc', nid: 3 }])
})

it.each([
  [
    'names that overlap backwards',
    block(
      [
        [1, 24],
        [2, 20],
      ],
      'ab',
    ),
  ],
  ['a first name inside the rows', block([[1, 0]], 'ab')],
  ['more rows than the block has', block([[1, 240]], 'ab')],
  ['a block of some bytes', Uint8Array.of(1, 2, 3)],
])('erofsNames() refuses %s', (_, bytes) => {
  expect(refusalOf(() => [...erofsNames(memoryRange(bytes), 4096)]).message).toBe('a directory is damaged')
})
