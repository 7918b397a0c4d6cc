import { describe, expect, it } from 'vitest'
import type { ArchiveEntry } from '../../src/archives/archive-entry.ts'
import { memoryRange } from '../../src/archives/byte-range.ts'
import { FileTree } from '../../src/archives/file-tree.ts'
import { refusalOf } from '../support/refusal.ts'
import { contentOf } from '../support/sample-root.ts'

const COMMON = { mode: 0o644, mtimeNs: 1n }
const file = (path: string, text = path): ArchiveEntry => ({
  ...COMMON,
  path,
  kind: 'file',
  content: memoryRange(Buffer.from(text)),
})
const link = (path: string, target: string): ArchiveEntry => ({ ...COMMON, path, kind: 'symlink', target })
const directory = (path: string): ArchiveEntry => ({ ...COMMON, path, kind: 'directory', mode: 0o700 })

function treeOf(...entries: ArchiveEntry[]): FileTree {
  const tree = new FileTree()
  for (const entry of entries) tree.add(entry)
  return tree
}
const textAt = (tree: FileTree, path: string): string => contentOf(tree.get(path)).toString()

describe('FileTree.add()', () => {
  it('takes names with and without ./ and slashes for the same', () => {
    const tree = treeOf(file('./a/b'), file('/a//c'), file('a/./d'))
    expect([...(tree.find('a') as { children?: Map<string, unknown> }).children!.keys()]).toEqual([
      'b',
      'c',
      'd',
    ])
  })

  it('keeps what is in a directory that comes again, with its new mode', () => {
    const tree = treeOf(file('a/b'), directory('a'))
    expect(tree.get('a').mode).toBe(0o700)
    expect(textAt(tree, 'a/b')).toBe('a/b')
  })

  it('replaces a file by a later one', () => {
    expect(textAt(treeOf(file('a', 'old'), file('a', 'new')), 'a')).toBe('new')
  })

  it('follows a link in the middle of a name, inside the tree', () => {
    const tree = treeOf(directory('usr/lib'), link('lib', '/usr/lib'), file('lib/x'))
    expect(textAt(tree, 'usr/lib/x')).toBe('lib/x')
  })

  it.each([
    [[file('../x')], '"../x": the name leads out of the archive'],
    [[file('a/../../x')], '"a/../../x": the name leads out of the archive'],
    [[file('a'), file('a/b')], '"a/b": a name above it is no directory'],
    [[link('a', '../nowhere'), file('a/b')], '"a/b": a name above it is no directory'],
    [
      [{ ...COMMON, path: 'x', kind: 'hard-link', target: 'gone' } as const],
      '"x": it is a hard link to "gone", which is not there',
    ],
    [[file('x/'.repeat(3000))], /the name is too deep/],
  ])('refuses %#', (entries, message) => {
    expect(refusalOf(() => treeOf(...entries)).message).toMatch(message)
  })
})

describe('FileTree.get()', () => {
  const tree = treeOf(
    file('etc/passwd', 'inside'),
    link('absolute', '/etc/passwd'),
    link('up', '../../../etc/passwd'),
    link('etc/here', 'passwd'),
    link('round', 'round'),
    link('dangling', 'nothing/there'),
  )

  it.each(['absolute', 'up', 'etc/here', '../../etc/passwd', 'etc/../etc/./passwd'])(
    'does not leave by %s',
    (path) => {
      expect(textAt(tree, path)).toBe('inside')
    },
  )

  it.each([
    ['round', 'ELOOP'],
    ['dangling', 'ENOENT'],
    ['etc/passwd/x', 'ENOTDIR'],
    ['etc/nothing', 'ENOENT'],
  ])('refuses %s with %s', (path, errno) => {
    expect(refusalOf(() => tree.get(path)).details.errno).toBe(errno)
    expect(tree.find(path)).toBeUndefined()
  })

  it('gives the link itself when asked', () => {
    expect(tree.get('absolute', false)).toMatchObject({ kind: 'symlink', target: '/etc/passwd' })
  })
})
