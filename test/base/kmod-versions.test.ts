import { expect, it } from 'vitest'
import {
  DEFAULT_KMOD_VERSION,
  isChanged,
  isKmodVersion,
  KMOD_CHANGES,
  KMOD_VERSIONS,
  type KmodChangeName,
} from '../../src/base/kmod-versions.ts'

const NAMES = Object.keys(KMOD_CHANGES) as KmodChangeName[]

it('the default release has none of the changes', () => {
  expect(NAMES.filter((name) => isChanged(name))).toEqual([])
  expect(NAMES.filter((name) => isChanged(name, DEFAULT_KMOD_VERSION))).toEqual([])
})

it('the last release has all of them', () => {
  expect(NAMES.filter((name) => !isChanged(name, KMOD_VERSIONS.at(-1)))).toEqual([])
})

it('isKmodVersion() knows the releases by their numbers alone', () => {
  expect(['34', '35', '33', '34.2', '', ' 35', '0x22'].filter(isKmodVersion)).toEqual(['34', '35'])
})

it('every row names a commit, or a range of them where the commit is not known', () => {
  for (const { commit } of Object.values(KMOD_CHANGES))
    expect(commit).toMatch(/^([0-9a-f]{7}|v34\.\.[0-9a-f]{7})$/)
})
