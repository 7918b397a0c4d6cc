import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { describe, expect } from 'vitest'
import { memoryRange } from '../../src/archives/byte-range.ts'
import { isSquashfs, squashfsEntries } from '../../src/archives/squashfs.ts'
import { itWith } from '../support/programs.ts'
import { refusalOf } from '../support/refusal.ts'
import { contentOf, expectSameFiles, sampleRoot, treeFrom } from '../support/sample-root.ts'
import { tempTree } from '../support/temp-tree.ts'

const it = itWith('mksquashfs')

const inflate = (block: Uint8Array): Uint8Array => inflateSync(block)

function image(root: string, ...options: string[]): Buffer {
  const file = join(tempTree({}), 'image.squashfs')
  execFileSync('mksquashfs', [root, file, '-quiet', '-no-progress', '-noappend', ...options], {
    stdio: 'pipe',
  })
  return fs.readFileSync(file)
}

/** Files of several blocks, with holes, and many names in one directory. */
function largeRoot(): string {
  const root = sampleRoot()
  const noise = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * i * 7) >> 3))
  fs.writeFileSync(join(root, 'blocks.ko'), noise)
  fs.writeFileSync(join(root, 'hole.ko'), Buffer.concat([Buffer.alloc(400_000), noise.subarray(0, 5)]))
  fs.mkdirSync(join(root, 'many'))
  for (let i = 0; i < 700; i++) fs.writeFileSync(join(root, 'many', `module-${i}.ko`), `m${i}`)
  return root
}

describe('squashfsEntries()', () => {
  it.each([
    [],
    ['-b', '4096'],
    ['-b', '1M'],
    ['-no-fragments'],
    ['-noI', '-noD', '-noF'],
    ['-no-duplicates', '-always-use-fragments'],
  ])('gives the files that mksquashfs packs %j', (...options) => {
    const root = largeRoot()
    const bytes = image(root, ...options)
    expect(isSquashfs(bytes)).toBe(true)
    expect(expectSameFiles(treeFrom(squashfsEntries(memoryRange(bytes), inflate)), root)).toBeGreaterThan(700)
  })

  it('reads a part of a file from the middle', () => {
    const root = largeRoot()
    const tree = treeFrom(squashfsEntries(memoryRange(image(root, '-b', '4096')), inflate))
    const whole = fs.readFileSync(join(root, 'blocks.ko'))
    const node = tree.get('blocks.ko')
    if (node.kind !== 'file') throw new Error('Expected a file')
    const target = Buffer.alloc(10_000)
    expect(node.content.read(target, 123_457, 3, 9003)).toBe(9000)
    expect(target.subarray(3, 9003).equals(whole.subarray(123_457, 132_457))).toBe(true)
    expect(node.content.read(target, whole.length - 2)).toBe(2)
  })

  it('makes one file of hard links, and gives devices their numbers', () => {
    const root = tempTree({ a: 'a' })
    fs.linkSync(join(root, 'a'), join(root, 'b'))
    const bytes = image(root, '-p', 'w c 600 0 0 0 0')
    const tree = treeFrom(squashfsEntries(memoryRange(bytes), inflate))
    expect(tree.get('a')).toBe(tree.get('b'))
    expect(tree.get('w')).toMatchObject({ kind: 'other', device: 0, mode: 0o600 })
  })

  it('refuses images that are cut off or damaged', () => {
    const bytes = image(sampleRoot())
    const read = (damaged: Uint8Array) =>
      refusalOf(() => {
        const tree = treeFrom(squashfsEntries(memoryRange(damaged), inflate))
        contentOf(tree.get('usr/lib/modules/6.1.0-x/kernel/a.ko'))
      })
    expect(read(bytes.subarray(0, 50)).message).toBe('it is cut off')
    const other = Buffer.from(bytes)
    other.writeUInt16LE(3, 28)
    expect(read(other).message).toBe('only squashfs 4 is supported')
    const odd = Buffer.from(bytes)
    odd.writeUInt32LE(5000, 12)
    expect(read(odd).message).toBe('the squashfs superblock is damaged')
    const loop = Buffer.from(bytes)
    loop.writeBigUInt64LE(2n ** 40n, 32)
    expect(read(loop).code).toBe('KMOD_ARCHIVE')
  })
})
