import { describe, expect, it } from 'vitest'
import { codeCachePlace } from '../../../src/cli/command-line/code-cache-place.ts'

/** A machine whose root has a cache directory, one with /run in memory, and one with neither. */
const WITH_CACHE = { exists: () => true, isInMemory: () => true }
const WITH_TMPFS = { exists: () => false, isInMemory: (path: string) => path === '/run' }
const WITHOUT = { exists: () => false, isInMemory: () => false }

describe('codeCachePlace()', () => {
  it.each([
    [{ HOME: '/home/a' }, 1000, '/home/a/.cache', ['tskmod', 'code']],
    [{ HOME: '/home/a', XDG_CACHE_HOME: '/c' }, 1000, '/c', ['tskmod', 'code']],
    [{ HOME: '/home/a', XDG_CACHE_HOME: 'c' }, 1000, '/home/a/.cache', ['tskmod', 'code']],
    [{ HOME: '/root', XDG_CACHE_HOME: '/c' }, 0, '/var/cache/tskmod', ['code']],
    [{ NODE_COMPILE_CACHE: '/n' }, 0, '/n', ['tskmod-code']],
  ] as const)('of %j for user %i', (environment, userId, parent, directories) => {
    expect(codeCachePlace(environment, userId, WITH_CACHE)).toEqual({ parent, directories })
  })

  it.each([
    [{}, 1000],
    [{ HOME: 'home' }, 1000],
    [{ HOME: '/home/a' }, undefined],
    [{ HOME: '/home/a', NODE_DISABLE_COMPILE_CACHE: '1' }, 1000],
    [{ NODE_COMPILE_CACHE: '/n', NODE_DISABLE_COMPILE_CACHE: '1' }, 0],
  ])('of %j for user %j is none', (environment, userId) => {
    expect(codeCachePlace(environment, userId, WITH_CACHE)).toBeUndefined()
  })

  it('is in memory for root without a directory, and nowhere if /run is on a disk', () => {
    expect(codeCachePlace({}, 0, WITH_TMPFS)).toEqual({ parent: '/run', directories: ['tskmod', 'code'] })
    expect(codeCachePlace({}, 0, WITHOUT)).toBeUndefined()
    expect(codeCachePlace({ NODE_DISABLE_COMPILE_CACHE: '1' }, 0, WITH_TMPFS)).toBeUndefined()
    // Other users never write there.
    expect(codeCachePlace({}, 1000, WITH_TMPFS)).toBeUndefined()
  })
})
