import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { type ByteRange, memoryRange } from '../../src/archives/byte-range.ts'
import { isKmodError } from '../../src/base/errors.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { archiveTree } from '../../src/sources/archive-tree.ts'
import { itWith } from '../support/programs.ts'
import { contentOf, expectSameFiles, sampleRoot } from '../support/sample-root.ts'
import { tempTree } from '../support/temp-tree.ts'

const it = itWith('dpkg-deb', 'cpio', 'ar', 'zstd', 'xz', 'gzip')

const shell = (directory: string, script: string): Buffer =>
  execFileSync('sh', ['-ec', script], { cwd: directory, maxBuffer: 2 ** 26 })

const treeOf = (bytes: Uint8Array) => archiveTree(memoryRange(bytes), { host: nodeHost })

const COMPRESSORS = ['cat', 'gzip -n', 'xz', 'xz --check=none', 'zstd -q', 'zstd -q --no-check']

/** A package built by dpkg-deb itself. */
function debianPackage(root: string, compression: string): Buffer {
  const staging = tempTree({})
  fs.cpSync(root, staging, { recursive: true, verbatimSymlinks: true })
  fs.mkdirSync(join(staging, 'DEBIAN'))
  fs.writeFileSync(
    join(staging, 'DEBIAN/control'),
    'Package: x\nVersion: 1\nArchitecture: all\nMaintainer: x <x@example.org>\nDescription: x\n',
  )
  const file = join(tempTree({}), 'x.deb')
  execFileSync('dpkg-deb', [`-Z${compression}`, '--build', staging, file], { stdio: 'pipe' })
  return fs.readFileSync(file)
}

const cpio = (root: string): Buffer => shell(root, 'find . -mindepth 1 | sort | cpio --quiet -o -H newc')

const code = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise
  } catch (error) {
    if (isKmodError(error)) return `${error.code} ${error.message}`
    throw error
  }
  throw new Error('Expected a refusal')
}

describe('archiveTree()', () => {
  it.each(['none', 'gzip', 'xz', 'zstd'])('reads a .deb that dpkg-deb packs with %s', async (compression) => {
    const tree = await treeOf(debianPackage(sampleRoot(), compression))
    expect(contentOf(tree.get('lib/modules/6.1.0-x/kernel/c.ko')).toString()).toBe('a'.repeat(5001))
  })

  it.each(COMPRESSORS)('reads a tar archive through %s', async (compressor) => {
    const root = sampleRoot()
    expect(expectSameFiles(await treeOf(shell(root, `tar -cf - . | ${compressor}`)), root)).toBeGreaterThan(
      15,
    )
  })

  it.each(COMPRESSORS)(
    'reads an initramfs with early microcode before the part through %s',
    async (compressor) => {
      const root = sampleRoot()
      const early = tempTree({ 'kernel/x86/microcode/AuthenticAMD.bin': 'microcode', early_cpio: '1' })
      const main = shell(root, `find . -mindepth 1 | cpio --quiet -o -H newc | ${compressor}`)
      const tree = await treeOf(Buffer.concat([cpio(early), Buffer.alloc(1024), cpio(early), main]))
      expect(contentOf(tree.get('kernel/x86/microcode/AuthenticAMD.bin')).toString()).toBe('microcode')
      for (const name of ['kernel', 'early_cpio']) tree.root.children.delete(name)
      expect(expectSameFiles(tree, root)).toBeGreaterThan(15)
    },
  )

  it('joins the gzip members of an Alpine package', async () => {
    const root = tempTree({ 'lib/modules/1/a.ko': 'a', '.PKGINFO': 'pkgname = x\n' })
    const bytes = shell(root, 'tar -cf - .PKGINFO | head -c 1024 | gzip -n; tar -cf - lib | gzip -n')
    expect(contentOf((await treeOf(bytes)).get('lib/modules/1/a.ko')).toString()).toBe('a')
  })

  it.each([
    ['nothing', '', 'it is empty'],
    ['text', 'hello world', 'it is no package, archive or image of a known kind'],
    ['bzip2', 'BZh91AY&SY', 'no support for bzip2 compression'],
    ['an older cpio archive', '\xc7\x71'.padEnd(100, '0'), 'no support for the old cpio format'],
    ['an old cpio archive', '070707'.padEnd(200, '0'), 'no support for the old cpio format'],
    ['a module', '\x7fELF', 'no support for ELF files'],
  ])('says what %s is', async (_, text, message) => {
    expect(await code(treeOf(Buffer.from(text, 'latin1')))).toBe(`KMOD_ARCHIVE ${message}`)
  })

  it('says that a package has no content', async () => {
    const top = tempTree({ 'debian-binary': '2.0\n' })
    const bytes = shell(top, 'ar rc x debian-binary; cat x')
    expect(await code(treeOf(bytes))).toBe('KMOD_ARCHIVE it has no member data.tar')
  })

  it('refuses damage in the compressed part', async () => {
    const bytes = debianPackage(sampleRoot(), 'xz')
    bytes.fill(0x55, bytes.length - 200, bytes.length - 150)
    expect(await code(treeOf(bytes))).toMatch(
      /^KMOD_COMPRESSION_CORRUPT "data\.tar\.xz": Cannot decompress xz data: /,
    )
  })

  it('refuses archives in archives without end', async () => {
    let bytes: Uint8Array = Buffer.from('x')
    const top = tempTree({})
    for (let i = 0; i < 7; i++) {
      fs.writeFileSync(join(top, 'in'), bytes)
      bytes = shell(top, 'gzip -n < in')
    }
    expect(await code(treeOf(bytes))).toBe('KMOD_ARCHIVE archives are nested too deep')
  })

  it('reads an uncompressed archive where it is', async () => {
    const root = tempTree({ 'lib/big.ko': Buffer.alloc(3_000_000, 7) })
    const bytes = shell(root, 'tar -cf - .')
    let read = 0
    const range: ByteRange = {
      size: bytes.length,
      read(target, position, start = 0, end = target.length) {
        const count = memoryRange(bytes).read(target, position, start, end)
        read += count
        return count
      },
    }
    await archiveTree(range, { host: nodeHost })
    expect(read).toBeLessThan(20_000)
  })
})
