import { expect, it } from 'vitest'
import { CHECK_KINDS, finding } from '../../src/questions/check/check-findings.ts'
import { findingRow, findingText, kindAdvice, kindTitle } from '../../src/reports/check-messages.ts'

it.each(CHECK_KINDS)('%s has a title and an advice', (kind) => {
  expect(kindTitle(kind)).toMatch(/^[A-Z]/)
  expect(kindAdvice(kind)).toMatch(/\.$/)
})

it.each([
  [
    finding('unknown-symbol', 'error', { symbol: 'gone', modules: ['a', 'b', 'c', 'd', 'e', 'f'] }),
    'Unknown symbols: gone: a, b, c, d and 2 more',
  ],
  [
    finding('crc-mismatch', 'error', { symbol: 's', crc: 1n, users: [{ modname: 'm', crc: 2n }] }),
    'Symbol versions that differ: s: 0x00000001 in the kernel, but 0x00000002 in m',
  ],
  [
    finding('index-differs', 'error', { name: 'modules.dep', surplus: ['old.ko:'], lacking: [] }),
    'Indexes that disagree with the modules: modules.dep: 1 entry too many, such as "old.ko:"',
  ],
  [
    finding('cycle', 'error', { modnames: ['a', 'b'], edges: [{ from: 'a', to: 'b', symbols: ['s'] }] }),
    'Dependency cycles: a -> b -> a: a needs b for s',
  ],
  [
    finding('modules-order', 'warning', { problem: 'missing', paths: [] }),
    'Problems in modules.order: does not exist',
  ],
])('says %o', (one, expected) => {
  expect(findingText(one)).toBe(expected)
})

it('gives a row of two cells', () => {
  expect(findingRow(finding('dangling-link', 'error', { path: 'a.ko', target: '/b' }))).toEqual([
    'a.ko',
    'leads to /b',
  ])
})
