import { expect, it } from 'vitest'
import {
  blockedWords,
  mayBeMissing,
  missingFirmware,
  neededBy,
} from '../../../src/questions/closure/closure-missing.ts'
import { fakeNames } from '../names-fake.ts'

const module = (modname: string, word = modname) => ({ modname, word, isBuiltin: false })

it('blockedWords() are those of which nothing remains', () => {
  const leftOut = [
    { modname: 'a', stop: { by: 'blacklist' as const }, for: 'dev:x' },
    { modname: 'b', stop: { by: 'blacklist' as const }, for: 'dev:y' },
    { modname: 'c', stop: { by: 'blacklist' as const }, for: 'dev:z' },
  ]
  expect(blockedWords([module('other', 'dev:x')], leftOut, ['dev:z'])).toEqual([
    { kind: 'blocked', name: 'dev:y', isAllowed: false },
    { kind: 'blocked', name: 'dev:z', isAllowed: true },
  ])
})

it('mayBeMissing() goes by who needs it, and by what is allowed', () => {
  const names = fakeNames({ modules: { a: { needs: ['b'], pre: ['c'] }, b: {}, c: {} } })
  const isNeeded = neededBy(names, [module('a')])
  const ask = (kind: 'provider' | 'file' | 'softdep', name: string, by: string, allowed: string[] = []) =>
    mayBeMissing({ kind, name, for: by }, isNeeded, allowed)
  expect(ask('provider', 'x', 'b')).toBe(false)
  expect(ask('provider', 'x-y', 'b', ['x_y'])).toBe(true)
  expect(ask('provider', 'x', 'c')).toBe(true)
  expect(ask('file', 'kernel/b.ko', 'a')).toBe(false)
  expect(ask('file', 'kernel/b.ko', 'a', ['b'])).toBe(true)
  expect(ask('softdep', 'x', 'a')).toBe(true)
})

it('missingFirmware() is always allowed', () => {
  expect(missingFirmware({ name: 'f.bin', for: ['a', 'b'], files: [] })).toEqual({
    kind: 'firmware',
    name: 'f.bin',
    for: 'a',
    isAllowed: true,
  })
})
