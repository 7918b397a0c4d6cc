import { expect, it } from 'vitest'
import { globToRegExp, hasWildcards } from '../../../src/questions/names/path-glob.ts'

it.each([
  ['kernel/fs/ext4/ext4.ko', 'kernel/fs/ext4/ext4.ko', true],
  ['kernel/fs/*/ext4.ko', 'kernel/fs/ext4/ext4.ko', true],
  ['kernel/*/ext4.ko', 'kernel/fs/ext4/ext4.ko', false],
  ['kernel/**/ext4.ko', 'kernel/fs/ext4/ext4.ko', true],
  ['kernel/**/ext4.ko', 'kernel/ext4.ko', true],
  ['**/ext4.ko', 'ext4.ko', true],
  ['kernel/fs/', 'kernel/fs/ext4/ext4.ko', true],
  ['kernel/fs/', 'kernel/fs', false],
  ['kernel/fs/**', 'kernel/fs/ext4/ext4.ko', true],
  ['a?c', 'abc', true],
  ['a?c', 'a/c', false],
  ['a[bx]c', 'abc', true],
  ['a[!bx]c', 'abc', false],
  ['a[^x]c', 'abc', true],
  ['a[!x]c', 'a/c', false],
  ['a[a-c]c', 'abc', true],
  ['a[z-a]c', 'abc', false],
  ['a[]]c', 'a]c', true],
  ['a[bc', 'a[bc', true],
  ['a.(b)+c|d$', 'a.(b)+c|d$', true],
  ['a.c', 'abc', false],
])('%s and %s: %s', (glob, path, expected) => {
  expect(globToRegExp(glob).test(path)).toBe(expected)
})

it('tells patterns from paths', () => {
  expect(['a*', 'a?', 'a[', 'a/b'].map(hasWildcards)).toEqual([true, true, true, false])
})
