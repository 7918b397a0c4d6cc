import { expect, it } from 'vitest'
import { buildParts, compareBuilds } from '../../../src/questions/compare/module-builds.ts'

it('takes compression from the name, and nothing of a module that could not be read', () => {
  expect(buildParts('/a.ko.zst', undefined, undefined)).toEqual({ compression: 'zst' })
  expect(buildParts('/a.ko', undefined, 'ab')).toEqual({ compression: 'none', content: 'sha256 ab' })
})

it('compares what both sides know, of modules that both have', () => {
  const before = new Map([
    ['a', { version: '1', 'build-id': 'ff' }],
    ['b', { version: '1' }],
    ['gone', { version: '1' }],
  ])
  const after = new Map([
    ['a', { version: '2' }],
    ['b', { version: '1', 'build-id': 'ff' }],
  ])
  const { changed, comparison } = compareBuilds(before, after, new Set())
  expect(changed).toEqual([{ name: 'a', before: 'version 1', after: 'version 2' }])
  expect([comparison.common, comparison.same, comparison.differing.version]).toEqual([2, 1, 1])
  const ignored = compareBuilds(before, after, new Set(['version'] as const))
  expect([ignored.changed, ignored.comparison.same, ignored.comparison.differing.version]).toEqual([[], 2, 1])
})
