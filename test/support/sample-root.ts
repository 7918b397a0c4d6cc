/** A small root with every kind of file that archives hold, made on the disk so that real programs can pack it. */
import * as fs from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { ArchiveEntry } from '../../src/archives/archive-entry.ts'
import { FileTree } from '../../src/archives/file-tree.ts'
import type { TreeNode } from '../../src/archives/tree-nodes.ts'
import { tempTree } from './temp-tree.ts'

export const LONG_NAME = `${'d'.repeat(90)}/${'e'.repeat(90)}/${'f'.repeat(120)}.ko`

/** Hard links, absolute and relative links, a file of no bytes, odd sizes, long names, blanks and UTF-8. */
export function sampleRoot(): string {
  const top = tempTree({
    'usr/lib/modules/6.1.0-x/kernel/a.ko': Buffer.alloc(5001, 'a'),
    'usr/lib/modules/6.1.0-x/kernel/b.ko': 'b',
    'usr/lib/modules/6.1.0-x/modules.order': 'kernel/a.ko\n',
    'usr/lib/empty': '',
    'usr/lib/with blank': 'x',
    'usr/lib/\xc3\xa4': 'y',
    [`usr/lib/${LONG_NAME}`]: 'long',
    lib: { link: 'usr/lib' },
    absolute: { link: '/usr/lib/empty' },
    'usr/lib/long-link': { link: `/usr/lib/${LONG_NAME}` },
    'usr/lib/hollow': { kind: 'directory' },
  })
  fs.linkSync(
    join(top, 'usr/lib/modules/6.1.0-x/kernel/a.ko'),
    join(top, 'usr/lib/modules/6.1.0-x/kernel/c.ko'),
  )
  fs.chmodSync(join(top, 'usr/lib/empty'), 0o640)
  return top
}

export function treeFrom(entries: Iterable<ArchiveEntry>): FileTree {
  const tree = new FileTree()
  for (const entry of entries) tree.add(entry)
  return tree
}

/** Compares everything in `tree` with the files below `directory`; returns how many names were compared. */
export function expectSameFiles(tree: FileTree, directory: string): number {
  const compare = (node: TreeNode, path: Buffer): number => {
    const stat = fs.lstatSync(path)
    const name = path.toString('latin1')
    if (node.kind === 'symlink') {
      expect([name, node.target]).toEqual([
        name,
        fs.readlinkSync(path, { encoding: 'buffer' }).toString('latin1'),
      ])
      return 1
    }
    expect([name, node.kind, node.mode.toString(8)]).toEqual([
      name,
      stat.isDirectory() ? 'directory' : stat.isFile() ? 'file' : 'other',
      (stat.mode & 0o7777).toString(8),
    ])
    if (node.kind === 'file')
      expect([name, contentOf(node).equals(fs.readFileSync(path))]).toEqual([name, true])
    if (node.kind !== 'directory') return 1
    const names = fs.readdirSync(path, { encoding: 'buffer' }).map((child) => child.toString('latin1'))
    expect([name, [...node.children.keys()].sort()]).toEqual([name, names.sort()])
    let count = 1
    for (const [child, childNode] of node.children)
      count += compare(childNode, Buffer.concat([path, Buffer.from(`/${child}`, 'latin1')]))
    return count
  }
  // The mode of the root itself is that of a temporary directory.
  let count = 0
  for (const [name, node] of tree.root.children)
    count += compare(node, Buffer.from(`${directory}/${name}`, 'latin1'))
  return count
}

export function contentOf(node: TreeNode | undefined): Buffer {
  if (node?.kind !== 'file') throw new Error('Expected a file')
  const bytes = Buffer.alloc(node.content.size)
  expect(node.content.read(bytes, 0)).toBe(bytes.length)
  return bytes
}
