import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { canCompress } from '../../src/codecs/compress.ts'
import { archiveKindOf, packTree } from '../../src/sources/pack-tree.ts'
import { packedSample } from '../support/packed-sample.ts'

describe('archiveKindOf()', () => {
  it('goes by the end of the name', () => {
    expect(archiveKindOf('a/initramfs.cpio')).toEqual({ format: 'cpio', compression: undefined })
    expect(archiveKindOf('x.tar.gz')).toEqual({ format: 'tar', compression: 'gzip' })
    for (const name of ['', 'tar', 'x.zip', 'x.cpio.bz2', 'x.tar/'])
      expect(archiveKindOf(name)).toBeUndefined()
  })

  it('refuses what cannot be written', () => {
    expect(() => archiveKindOf('x.tar.xz')).toThrow('cannot write x.tar.xz: xz archives are only read')
    if (canCompress('zstd')) expect(archiveKindOf('x.tar.zst')?.compression).toBe('zstd')
    else expect(() => archiveKindOf('x.tar.zst')).toThrow('zstd takes Node.js 22.15 or later')
  })
})

it('packTree() makes the archive, and compresses it', () => {
  for (const format of ['tar', 'cpio'] as const) {
    const plain = packTree(packedSample(), { format, compression: undefined }, 9)
    const packed = packTree(packedSample(), { format, compression: 'gzip' }, 9)
    expect(Buffer.compare(gunzipSync(packed), plain)).toBe(0)
  }
})
