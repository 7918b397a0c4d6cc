import { expect, it } from 'vitest'
import { NONE, treeColumnsOf } from '../../src/facts-file/tree-columns.ts'

it('has a number for each property, and none for what is not there', () => {
  const columns = treeColumnsOf([
    { parent: 0, name: '', kind: 'directory', mode: 0o40755, size: 0, mtimeNs: 0n },
    { parent: 0, name: 'ab', kind: 'symlink', mode: 0o777, size: 0, mtimeNs: -1n, target: 'c' },
  ])
  expect([...columns.mode]).toEqual([0o755, 0o777])
  expect([...columns.kind]).toEqual([1, 2])
  expect([...columns.link, ...columns.content, ...columns.module]).toEqual([NONE, 0, NONE, NONE, NONE, NONE])
  expect([...columns.mtimeLow, ...columns.mtimeHigh]).toEqual([0, -1, 0, -1])
  expect([...columns.names.starts]).toEqual([0, 0, 2])
})
