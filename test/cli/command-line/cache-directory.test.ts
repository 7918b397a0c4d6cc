import { expect, it } from 'vitest'
import { defaultCacheDirectory } from '../../../src/cli/command-line/cache-directory.ts'

const USER = 1000

it.each<[string, number | undefined, Record<string, string>, string]>([
  ['root, after su too', 0, { XDG_CACHE_HOME: '/x', HOME: '/home/me' }, '/var/cache/tskmod'],
  ['a user', USER, { HOME: '/home/me' }, '/home/me/.cache/tskmod'],
  ['a user with a cache directory', USER, { XDG_CACHE_HOME: '/x', HOME: '/home/me' }, '/x/tskmod'],
  ['a user with a relative one', USER, { XDG_CACHE_HOME: 'x', HOME: '/home/me' }, '/home/me/.cache/tskmod'],
  ['a user with an empty one', USER, { XDG_CACHE_HOME: '', HOME: '/home/me' }, '/home/me/.cache/tskmod'],
  ['a user who names one', USER, { TSKMOD_CACHE: '/t', XDG_CACHE_HOME: '/x' }, '/t'],
  ['root who names one', 0, { TSKMOD_CACHE: '/t' }, '/t'],
  ['root who names a relative one', 0, { TSKMOD_CACHE: 't' }, '/var/cache/tskmod'],
  ['a system without numbers of users', undefined, { HOME: '/home/me' }, '/home/me/.cache/tskmod'],
])('defaultCacheDirectory() of %s', (_, userId, environment, expected) => {
  expect(defaultCacheDirectory(userId, environment)).toBe(expected)
})

it.each([{}, { HOME: '' }, { HOME: 'relative' }])('defaultCacheDirectory() refuses %j', (environment) => {
  expect(() => defaultCacheDirectory(USER, environment)).toThrowError(/^--cache needs a directory here/)
})
