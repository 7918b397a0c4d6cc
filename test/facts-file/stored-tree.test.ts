import { expect, it } from 'vitest'
import { StoredTree } from '../../src/facts-file/stored-tree.ts'
import { type TreeColumns, type TreeRow, treeColumnsOf } from '../../src/facts-file/tree-columns.ts'

const ROWS: readonly TreeRow[] = [
  { parent: 0, name: '', kind: 'directory', mode: 0o755, size: 0, mtimeNs: 0n },
  { parent: 0, name: 'l\xff', kind: 'symlink', mode: 0o777, size: 0, mtimeNs: 0n, target: 'd/f' },
  { parent: 0, name: 'd', kind: 'directory', mode: 0o1700, size: 0, mtimeNs: -1n },
  {
    parent: 2,
    name: 'f',
    kind: 'file',
    mode: 0o644,
    size: 2 ** 40 + 3,
    mtimeNs: 1_700_000_000_123_456_789n,
    content: 0,
  },
  { parent: 2, name: 'm', kind: 'file', mode: 0o4755, size: 2 ** 31, mtimeNs: 2n ** 62n, module: 1 },
  { parent: 0, name: 'p', kind: 'other', mode: 0o600, size: 0, mtimeNs: 5n },
]
const columns = treeColumnsOf(ROWS)

it('gives each row as it was', () => {
  const tree = StoredTree.of(columns, 2)
  expect(tree?.count).toBe(ROWS.length)
  for (const [row, { target = '', content, module, ...rest }] of ROWS.entries()) {
    const { parent, name, kind, mode, size, mtimeNs } = rest
    expect([tree?.parent(row), tree?.name(row), tree?.kind(row), tree?.mode(row)]).toEqual([
      parent,
      name,
      kind,
      mode,
    ])
    expect([tree?.size(row), tree?.mtimeNs(row)]).toEqual([size, mtimeNs])
    expect([tree?.content(row), tree?.module(row)]).toEqual([content, module])
    if (kind === 'symlink') expect(tree?.target(row)).toBe(target)
  }
})

it.each<[string, Partial<TreeColumns>]>([
  ['a root that is a file', { kind: columns.kind.map(() => 0) }],
  ['a parent that comes later', { parent: Int32Array.of(0, 2, 0, 2, 2, 0) }],
  ['a parent that is a file', { parent: Int32Array.of(0, 0, 0, 2, 3, 0) }],
  ['a parent before the first', { parent: Int32Array.of(0, 0, 0, 2, -1, 0) }],
  ['a module that is not there', { module: columns.module.map(() => 2) }],
  ['a link without a target', { link: columns.link.map(() => -1) }],
  ['a target that is not there', { link: columns.link.map(() => 1) }],
  ['a kind that is not known', { kind: Int32Array.of(1, 2, 1, 0, 0, 4) }],
  ['a size beyond all', { sizeHigh: columns.sizeHigh.map(() => 1 << 21) }],
  ['a column that is too short', { mode: columns.mode.subarray(1) }],
])('refuses %s', (_what, wrong) => {
  expect(StoredTree.of({ ...columns, ...wrong }, 2)).toBeUndefined()
})

it.each(['', '.', '..', 'a/b', '/', 'nul\0'])('refuses the name %j', (name) => {
  const rows = ROWS.map((row) => (row.name === 'p' ? { ...row, name } : row))
  expect(StoredTree.of(treeColumnsOf(rows), 2)).toBeUndefined()
})

it('refuses columns that are missing, and a tree without a root', () => {
  expect(StoredTree.of(undefined, 0)).toBeUndefined()
  expect(StoredTree.of(treeColumnsOf([]), 0)).toBeUndefined()
})
