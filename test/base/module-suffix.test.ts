import { expect, it } from 'vitest'
import { hasModuleSuffix, withoutCompression, withoutModuleSuffix } from '../../src/base/module-suffix.ts'

it.each([
  ['a.ko', true, 'a.ko', 'a'],
  ['d/a.ko.xz', true, 'd/a.ko', 'd/a'],
  ['a.ko.zst', true, 'a.ko', 'a'],
  ['a.gz', false, 'a', 'a.gz'],
  ['.ko', false, '.ko', ''],
  ['a.ko.bz2', false, 'a.ko.bz2', 'a.ko.bz2'],
])('%s', (name, isModule, plain, bare) => {
  expect([hasModuleSuffix(name), withoutCompression(name), withoutModuleSuffix(name)]).toEqual([
    isModule,
    plain,
    bare,
  ])
})
