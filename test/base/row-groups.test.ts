import { expect, it } from 'vitest'
import { RowGroups } from '../../src/base/row-groups.ts'

class Groups extends RowGroups {
  constructor(...ends: number[]) {
    super()
    for (const end of ends) this.endGroupAt(end)
  }
}

it.each([
  ['no group', [], []],
  ['one empty group', [0], [[0, 0]]],
  [
    'groups, one of them empty',
    [2, 2, 5],
    [
      [0, 2],
      [2, 2],
      [2, 5],
    ],
  ],
])('RowGroups of %s', (_, ends, ranges) => {
  const groups = new Groups(...ends)
  expect(groups.groupCount).toBe(ranges.length)
  expect(ranges.map((_range, group) => [groups.start(group), groups.end(group)])).toEqual(ranges)
})
