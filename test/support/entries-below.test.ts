import { join } from 'node:path'
import { expect, it } from 'vitest'
import { entriesBelow } from './entries-below.ts'
import { tempTree } from './temp-tree.ts'

it('lists entries at every depth, without following links', () => {
  const top = tempTree({ 'a/b/file': '', 'a/link': { link: 'b' }, loop: { link: '.' } })
  const paths = entriesBelow(top).map(({ parentPath, name }) => join(parentPath, name).slice(top.length + 1))
  expect(paths.sort()).toEqual(['a', 'a/b', 'a/b/file', 'a/link', 'loop'])
})
