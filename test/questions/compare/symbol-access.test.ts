import { expect, it } from 'vitest'
import { compareAccess } from '../../../src/questions/compare/symbol-access.ts'

it.each([
  ['GPL-only now', { gplOnly: false, namespace: '' }, { gplOnly: true, namespace: '' }, 'lost'],
  ['into a namespace', { gplOnly: true, namespace: '' }, { gplOnly: true, namespace: 'A' }, 'lost'],
  ['another namespace', { gplOnly: true, namespace: 'A' }, { gplOnly: true, namespace: 'B' }, 'lost'],
  ['out of a namespace', { gplOnly: true, namespace: 'A' }, { gplOnly: true, namespace: '' }, 'gained'],
  ['for all modules now', { gplOnly: true, namespace: '' }, { gplOnly: false, namespace: '' }, 'gained'],
  ['the same', { gplOnly: true, namespace: 'A' }, { gplOnly: true, namespace: 'A' }, 'none'],
  ['not known of one side', { gplOnly: false }, { namespace: 'A' }, 'none'],
])('%s', (_, before, after, expected) => {
  const { lost, gained, changed } = compareAccess(new Map([['s', before]]), new Map([['s', after]]))
  expect([lost.length, gained.length, changed.length]).toEqual([
    expected === 'lost' ? 1 : 0,
    expected === 'gained' ? 1 : 0,
    0,
  ])
})

it('leaves out symbols that one side does not have', () => {
  expect(compareAccess(new Map([['s', { gplOnly: false }]]), new Map())).toEqual({
    lost: [],
    gained: [],
    changed: [],
  })
})
