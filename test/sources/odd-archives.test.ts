/**
 * Archives in which entries come again, change their kind or are named oddly: the tree is what GNU tar makes of them. Each is
 * made of stages that are appended to one another.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { memoryRange } from '../../src/archives/byte-range.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { archiveTree } from '../../src/sources/archive-tree.ts'
import { itWith } from '../support/programs.ts'
import { contentOf, expectSameFiles } from '../support/sample-root.ts'
import { type TreeEntry, tempTree } from '../support/temp-tree.ts'

const it = itWith('tar', 'ar', 'dpkg-deb', 'zstd', 'xz', 'gzip')

/** The files of a stage, and the names by which it is packed. */
type Stage = readonly [files: Readonly<Record<string, TreeEntry>>, ...args: readonly string[]]

function archiveOf(...stages: readonly Stage[]): Buffer {
  const target = join(tempTree({}), 'x.tar')
  for (const [files, ...args] of stages)
    execFileSync('tar', ['-C', tempTree(files), '-P', '--sort=name', '-rf', target, ...args], {
      stdio: 'pipe',
    })
  return fs.readFileSync(target)
}

const DIRECTORY = { kind: 'directory' } as const

const CASES: Readonly<Record<string, readonly Stage[]>> = {
  'a file that comes again': [
    [{ a: 'old', b: 'b' }, 'a', 'b'],
    [{ a: 'new' }, 'a'],
  ],
  'a file that comes again under another spelling': [
    [{ 'd/a': 'old' }, 'd'],
    [{ 'd/a': 'new' }, './d/a'],
  ],
  'a file in the place of a link': [
    [{ a: { link: 'b' }, b: 'b' }, 'a', 'b'],
    [{ a: 'a' }, 'a'],
  ],
  'a link in the place of a file': [
    [{ a: 'a', b: 'b' }, 'a', 'b'],
    [{ a: { link: 'b' } }, 'a'],
  ],
  'a link to another place': [
    [{ a: { link: 'b' } }, 'a'],
    [{ a: { link: 'c' } }, 'a'],
  ],
  'a directory that comes again': [
    [{ 'd/a': 'a' }, 'd'],
    [{ 'd/b': 'b' }, 'd'],
  ],
  'a file below a link': [
    [{ 'usr/lib': DIRECTORY, lib: { link: 'usr/lib' } }, 'usr', 'lib'],
    [{ 'lib/a': 'a' }, 'lib/a'],
  ],
  'a directory in the place of a link, and a link elsewhere': [
    [{ 'usr/lib': DIRECTORY, lib: { link: 'usr/lib' } }, 'usr', 'lib'],
    [{ 'lib/a': 'a' }, 'lib'],
    [{ lib64: { link: 'lib' } }, 'lib64'],
    [{ 'lib64/b': 'b' }, 'lib64/b'],
  ],
  'an absolute name': [[{ a: 'a' }, '--transform=s,^,/top/,', 'a']],
  'names with ./ and without': [[{ 'd/a': 'a', 'd/b': 'b' }, './d/a', 'd/b']],
  'files whose directories do not come': [[{ 'x/y/z/a': 'a' }, 'x/y/z/a']],
  'an empty file after a long one of the same name': [
    [{ a: 'a'.repeat(3000) }, 'a'],
    [{ a: '' }, 'a'],
  ],
}

describe('archiveTree() and GNU tar', () => {
  it.each(Object.entries(CASES))('see the same in %s', async (_, stages) => {
    const bytes = archiveOf(...stages)
    const there = tempTree({})
    execFileSync('tar', ['-C', there, '-xf', '-'], { input: bytes, stdio: ['pipe', 'pipe', 'pipe'] })
    const tree = await archiveTree(memoryRange(bytes), { host: nodeHost })
    expect(expectSameFiles(tree, there)).toBe(
      Number(execFileSync('sh', ['-c', 'find "$1" -mindepth 1 | wc -l', 'sh', there])),
    )
  })

  it('keep the content of a hard link whose first name gets another file', async () => {
    const root = tempTree({ a: 'old' })
    fs.linkSync(join(root, 'a'), join(root, 'b'))
    const first = execFileSync('tar', ['-C', root, '-b1', '-cf', '-', 'a', 'b'])
    const bytes = Buffer.concat([first.subarray(0, -1024), archiveOf([{ a: 'new' }, 'a'])])
    const tree = await archiveTree(memoryRange(bytes), { host: nodeHost })
    expect(['a', 'b'].map((name) => contentOf(tree.get(name)).toString())).toEqual(['new', 'old'])
    const there = tempTree({})
    execFileSync('tar', ['-C', there, '-xf', '-'], { input: bytes })
    expect(expectSameFiles(tree, there)).toBe(2)
  })

  it('have a FIFO, which is no file', async () => {
    const root = tempTree({})
    execFileSync('mkfifo', [join(root, 'fifo')])
    const tree = await archiveTree(memoryRange(execFileSync('tar', ['-C', root, '-cf', '-', 'fifo'])), {
      host: nodeHost,
    })
    expect(tree.get('fifo').kind).toBe('other')
  })

  it('refuse a hard link to what comes later', async () => {
    const root = tempTree({ a: 'a' })
    fs.linkSync(join(root, 'a'), join(root, 'b'))
    const bytes = execFileSync('tar', ['-C', root, '-b1', '-cf', '-', 'a', 'b'])
    const later = Buffer.concat([bytes.subarray(1024, 1536), bytes.subarray(0, 1024), Buffer.alloc(1024)])
    expect(spawnSync('tar', ['-C', tempTree({}), '-xf', '-'], { input: later }).status).toBe(2)
    await expect(archiveTree(memoryRange(later), { host: nodeHost })).rejects.toThrow(
      '"b": it is a hard link to "a", which is not there',
    )
  })

  it.each([512, 1024])('end at %i NULs, whatever follows', async (count) => {
    const part = (name: string): Buffer =>
      execFileSync('tar', ['-C', tempTree({ [name]: name }), '-b1', '-cf', '-', name])
    const bytes = Buffer.concat([part('a').subarray(0, 1024), Buffer.alloc(count), part('b')])
    expect(execFileSync('tar', ['-tf', '-'], { input: bytes, stdio: 'pipe' }).toString()).toBe('a\n')
    const tree = await archiveTree(memoryRange(bytes), { host: nodeHost })
    expect([...tree.root.children.keys()]).toEqual(['a'])
  })
})

describe('isEnough', () => {
  const TWICE = [
    [{ a: 'old', z: 'z' }, 'a', 'z'],
    [{ a: 'new' }, 'a'],
  ] as const
  const textOfA = async (bytes: Uint8Array): Promise<string> => {
    const isEnough = (tree: { find(path: string): unknown }): boolean => tree.find('a') !== undefined
    return contentOf(
      (await archiveTree(memoryRange(bytes), { host: nodeHost, isEnough })).get('a'),
    ).toString()
  }
  const through = (program: string, bytes: Uint8Array): Buffer =>
    execFileSync('sh', ['-c', program], { input: bytes })

  it.each(['cat', 'gzip -n', 'xz', 'zstd -q'])(
    'gives the last of two entries, as tar does, through %s',
    async (program) => {
      expect(await textOfA(through(program, archiveOf(...TWICE)))).toBe('new')
    },
  )

  it('reads a package only as far as that', async () => {
    const packed = archiveOf([{ '.PKGINFO': 'pkgname = x\n' }, '.PKGINFO'], ...TWICE)
    expect(await textOfA(through('zstd -q', packed))).toBe('old')
  })
})
