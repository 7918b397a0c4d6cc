import * as fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { memoryRange } from '../../src/archives/byte-range.ts'
import { erofsEntries } from '../../src/archives/erofs.ts'
import { isErofs } from '../../src/archives/erofs-inodes.ts'
import { decodeLz4Block } from '../../src/archives/lz4-block.ts'
import { erofsImage } from '../support/erofs-image.ts'
import { itWith } from '../support/programs.ts'
import { refusalOf } from '../support/refusal.ts'
import { expectSameFiles, sampleRoot, treeFrom } from '../support/sample-root.ts'

const it = itWith('mkfs.erofs')

const DECODERS = {
  lz4: (stored: Uint8Array, size: number): Uint8Array => {
    const target = new Uint8Array(size)
    return target.subarray(0, decodeLz4Block(stored, target))
  },
}

/** Files that compress well, badly and in parts, of many sizes; many names in one directory. */
function largeRoot(): string {
  const root = sampleRoot()
  const noise = Buffer.from(
    Array.from({ length: 300_000 }, (_, i) => (Math.imul(i, 2654435761) >>> 13) & 255),
  )
  const text = Buffer.from(
    Array.from({ length: 40_000 }, (_, i) => `symbol_${i % 977} of a module\n`).join(''),
  )
  fs.writeFileSync(join(root, 'noise.ko'), noise)
  fs.writeFileSync(join(root, 'text.ko'), text)
  fs.writeFileSync(
    join(root, 'mixed.ko'),
    Buffer.concat([text.subarray(0, 70_001), noise.subarray(0, 33_333), text]),
  )
  fs.writeFileSync(join(root, 'zeros.ko'), Buffer.alloc(1_000_003))
  for (const size of [1, 31, 4095, 4096, 4097, 8191, 12_345, 65_536]) {
    fs.writeFileSync(join(root, `text-${size}.ko`), text.subarray(0, size))
    fs.writeFileSync(join(root, `noise-${size}.ko`), noise.subarray(0, size))
  }
  fs.mkdirSync(join(root, 'many'))
  for (let i = 0; i < 700; i++) fs.writeFileSync(join(root, 'many', `module-${i}.ko`), `m${i}`)
  return root
}

describe('erofsEntries()', () => {
  it.each([
    [],
    ['-zlz4'],
    ['-zlz4hc,9', '-C65536'],
    ['-zlz4', '-Elegacy-compress'],
    ['-zlz4', '-Eztailpacking'],
    ['-zlz4hc', '-C16384', '-Eztailpacking'],
    ['-zlz4hc', '-C65536', '-Efragments'],
    ['-zlz4hc', '-Eall-fragments', '-C32768'],
    ['-zlz4hc', '-Ededupe', '-C32768'],
    ['-Enoinline_data'],
    ['-Eforce-inode-extended'],
    ['-Eforce-chunk-indexes', '--chunksize=4096'],
    ['-Eforce-inode-blockmap', '--chunksize=65536'],
  ])('gives the files that mkfs.erofs packs %j', (...options) => {
    const root = largeRoot()
    const bytes = erofsImage(root, ...options)
    expect(isErofs(memoryRange(bytes))).toBe(true)
    expect(expectSameFiles(treeFrom(erofsEntries(memoryRange(bytes), DECODERS)), root)).toBeGreaterThan(700)
  })

  it('reads a part of a file from the middle', () => {
    const root = largeRoot()
    const tree = treeFrom(erofsEntries(memoryRange(erofsImage(root, '-zlz4hc', '-C65536')), DECODERS))
    const whole = fs.readFileSync(join(root, 'mixed.ko'))
    const node = tree.get('mixed.ko')
    if (node.kind !== 'file') throw new Error('Expected a file')
    const target = Buffer.alloc(50_000)
    expect(node.content.read(target, 65_432, 1, 50_000)).toBe(49_999)
    expect(target.subarray(1).equals(whole.subarray(65_432, 65_432 + 49_999))).toBe(true)
  })

  it('refuses images that are cut off, damaged or need more than it knows', () => {
    const bytes = erofsImage(sampleRoot())
    const read = (damaged: Uint8Array) => refusalOf(() => [...erofsEntries(memoryRange(damaged), DECODERS)])
    expect(read(bytes.subarray(0, 1100)).message).toBe('it is cut off')
    const features = Buffer.from(bytes)
    features.writeUInt32LE(0x80000000, 1024 + 80)
    expect(read(features).message).toBe('no support for erofs features 0x80000000')
    const blocks = Buffer.from(bytes)
    blocks.writeUInt8(40, 1024 + 12)
    expect(read(blocks).message).toBe('the erofs superblock is damaged')
  })

  it('says which compression it has no decoder for', () => {
    const tree = treeFrom(erofsEntries(memoryRange(erofsImage(largeRoot(), '-zlz4')), {}))
    const node = tree.get('text.ko')
    if (node.kind !== 'file') throw new Error('Expected a file')
    expect(refusalOf(() => node.content.read(new Uint8Array(9), 0)).message).toBe(
      'no support for lz4 compression',
    )
  })
})
