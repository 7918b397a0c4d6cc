import { expect, it } from 'vitest'
import { emptyDirectory, nextInode, reserveInodes } from '../../src/archives/tree-nodes.ts'

it('numbers nodes of all trees apart, reserved ones too', () => {
  const first = nextInode()
  const reserved = reserveInodes(3)
  expect([reserved, nextInode()]).toEqual([first + 1n, first + 4n])
})

it('makes a directory of a layer', () => {
  const directory = emptyDirectory('base')
  expect(directory).toMatchObject({ kind: 'directory', mode: 0o755, layer: 'base' })
  expect(directory.children.size).toBe(0)
  expect(emptyDirectory().ino > directory.ino).toBe(true)
})
