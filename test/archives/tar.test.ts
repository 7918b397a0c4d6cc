import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { memoryRange } from '../../src/archives/byte-range.ts'
import { isTar, tarEntries } from '../../src/archives/tar.ts'
import { describeOpaqueLayers } from '../support/opaque-layers.ts'
import { refusalOf } from '../support/refusal.ts'
import { expectSameFiles, LONG_NAME, sampleRoot, treeFrom } from '../support/sample-root.ts'
import { tempTree } from '../support/temp-tree.ts'

const pack = (directory: string, ...options: string[]): Uint8Array =>
  execFileSync('tar', ['-C', directory, '--sort=name', ...options, '-cf', '-', '.'], { maxBuffer: 2 ** 26 })

const entriesOf = (bytes: Uint8Array) => [...tarEntries(memoryRange(bytes))]

describe('tarEntries()', () => {
  it.each(['gnu', 'pax', 'oldgnu'])('gives the files that GNU tar packs as %s', (format) => {
    const root = sampleRoot()
    const bytes = pack(root, `--format=${format}`)
    expect(isTar(bytes)).toBe(true)
    expect(expectSameFiles(treeFrom(entriesOf(bytes)), root)).toBeGreaterThan(15)
  })

  it('makes one file of hard links', () => {
    const tree = treeFrom(entriesOf(pack(sampleRoot())))
    const [a, c] = ['a', 'c'].map((name) => tree.get(`lib/modules/6.1.0-x/kernel/${name}.ko`))
    expect(a?.ino).toBe(c?.ino)
  })

  it('joins archives without an end, as the segments of an Alpine package are', () => {
    const root = tempTree({ 'lib/a': 'a', 'lib/b': 'b' })
    const [first, second] = ['a', 'b'].map((name) =>
      execFileSync('tar', ['-C', root, '-b', '1', '-cf', '-', `lib/${name}`]),
    )
    // One header, one block of content; the two blocks of NULs at the end are left out.
    const joined = Buffer.concat([first!.subarray(0, 1024), second!])
    expect(entriesOf(joined).map(({ path }) => path)).toEqual(['lib/a', 'lib/b'])
  })

  it('reads the names that pax headers give', () => {
    const names = entriesOf(pack(sampleRoot(), '--format=pax')).map(({ path }) => path)
    expect(names).toContain(`./usr/lib/${LONG_NAME}`)
  })

  it.each(['gnu', 'oldgnu', 'pax'])(
    'reads long names of %s that are cut after any byte in the header',
    (format) => {
      // The header of a file has the first 100 bytes of a long name: one of these ends with a slash.
      const files = Array.from({ length: 12 }, (_, i) => `${'d'.repeat(89 + i)}/${'f'.repeat(20)}`)
      const root = tempTree(Object.fromEntries(files.map((file, i) => [file, `content ${i}`])))
      const tree = treeFrom(entriesOf(pack(root, `--format=${format}`)))
      expect(expectSameFiles(tree, root)).toBe(2 * files.length)
    },
  )

  it.each([
    ['no header', (bytes: Buffer) => bytes.fill('x', 512, 1024), /no tar header at byte 512/],
    ['a cut file', (bytes: Buffer) => bytes.subarray(0, bytes.length - 4000), /it is cut off/],
  ])('refuses %s', (_, damage, message) => {
    const bytes = Buffer.from(
      execFileSync('tar', ['-C', sampleRoot(), '-b', '1', '-cf', '-', 'lib', 'usr/lib/modules'], {
        maxBuffer: 2 ** 26,
      }),
    )
    const error = refusalOf(() => entriesOf(damage(bytes)))
    expect(error.code).toBe('KMOD_ARCHIVE')
    expect(error.message).toMatch(message)
  })

  it.each(['gnu', 'pax'])('refuses sparse files by name (%s)', (format) => {
    const root = sampleRoot()
    execFileSync('truncate', ['-s', '1M', `${root}/hole.ko`])
    const error = refusalOf(() => entriesOf(pack(root, `--format=${format}`, '--sparse')))
    expect(error.message).toMatch(/sparse files are not supported/)
  })
})

it('isTar() takes no other bytes', () => {
  expect(isTar(new Uint8Array(512))).toBe(false)
  expect(isTar(Buffer.alloc(512, '070701'))).toBe(false)
  expect(isTar(Buffer.from('short'))).toBe(false)
})

describeOpaqueLayers('tar', (directory, file) => [
  ...['-C', directory, '--xattrs', '--xattrs-include=*', '--format=posix', '-cf', file, '.'],
])
