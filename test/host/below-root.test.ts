import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isKmodError } from '../../src/base/errors.ts'
import { hostBelow, locateBelow } from '../../src/host/below-root.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { tempTree } from '../support/temp-tree.ts'

/** A root `r` beside a secret, and in it a link of each kind. */
const TREE = {
  secret: 'of the machine',
  'r/secret': 'of the image',
  'r/d/file': 'x',
  'r/d/up': { link: '../secret' },
  'r/d/far-up': { link: '../../../../../../../secret' },
  'r/absolute': { link: '/secret' },
  'r/dots': { link: '/../../d/../secret' },
  'r/twice': { link: '/absolute' },
  'r/directory': { link: '/d/' },
  'r/dangling': { link: '/nowhere' },
  'r/machine': { link: '/etc/passwd' },
  'r/loop': { link: 'loop2' },
  'r/loop2': { link: '/loop' },
  'r/mask': { link: '/dev/null' },
  'r/relative-mask': { link: 'dev/null' },
  'r/dev-is-link': { link: '/devices/null' },
  'r/devices': { link: 'dev' },
  'r/through-file': { link: 'd/file/../file' },
} as const

function errnoOf(action: () => unknown): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    if (!isKmodError(error)) throw error
    return error.details.errno
  }
}

describe('locateBelow()', () => {
  it.each([
    ['/secret', '/secret'],
    ['/d/up', '/secret'],
    ['/d/far-up', '/secret'],
    ['/absolute', '/secret'],
    ['/dots', '/secret'],
    ['/twice', '/secret'],
    ['/directory/file', '/d/file'],
    ['/directory/up', '/secret'],
    ['//d/.//../../..//secret', '/secret'],
    ['/d/', '/d'],
    ['/', ''],
  ])('%s is %s of the root', (path, located) => {
    const top = tempTree(TREE)
    expect(locateBelow(nodeHost, `${top}/r`, path)).toBe(`${top}/r${located}`)
  })

  it('takes a link to /dev/null for the null device, which trees rarely have', () => {
    const top = tempTree(TREE)
    for (const path of ['/mask', '/relative-mask', '/dev-is-link', '/dev/null'])
      expect([path, locateBelow(nodeHost, `${top}/r`, path)]).toEqual([path, '/dev/null'])
  })

  it.each([
    ['/dangling', 'ENOENT'],
    ['/machine', 'ENOENT'],
    ['/loop', 'ELOOP'],
    ['/d/file/x', 'ENOTDIR'],
    ['/d/file/', 'ENOTDIR'],
    ['/through-file', 'ENOTDIR'],
  ])('%s is refused: %s', (path, errno) => {
    const top = tempTree(TREE)
    expect(errnoOf(() => locateBelow(nodeHost, `${top}/r`, path))).toBe(errno)
  })

  it('never leads out, whatever links there are', () => {
    const name = fc.constantFrom('a', 'b', 'c', '..', '.', '')
    const path = fc
      .tuple(fc.boolean(), fc.array(name, { minLength: 1, maxLength: 4 }))
      .map(([absolute, names]) => `${absolute ? '/' : ''}${names.join('/')}`)
      .filter((text) => text !== '')
    const links = fc.dictionary(fc.constantFrom('r/a', 'r/b/a', 'r/b/c', 'r/c'), path, { maxKeys: 4 })
    fc.assert(
      fc.property(links, path, (tree, asked) => {
        const entries = Object.entries(tree).map(([at, link]) => [at, { link }] as const)
        const top = tempTree({ 'r/b/b': '', a: '', b: '', c: '', ...Object.fromEntries(entries) })
        let located = `${top}/r`
        try {
          located = locateBelow(nodeHost, `${top}/r`, `/${asked}`)
        } catch (error) {
          if (!isKmodError(error)) throw error
        }
        expect(`${located}/`.startsWith(`${top}/r/`)).toBe(true)
        expect(located.split('/')).not.toContain('..')
      }),
      { numRuns: 200 },
    )
  })
})

describe('hostBelow()', () => {
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

  it('reads, lists and looks at what is below the root', () => {
    const host = hostBelow(nodeHost, `${tempTree(TREE)}/r`)
    expect(text(host.readFile('/absolute'))).toBe('of the image')
    expect(host.listDirectory('/directory').map(({ name }) => name)).toEqual(['far-up', 'file', 'up'])
    expect(host.status('/directory').kind).toBe('directory')
    expect(host.status('/mask').kind).toBe('other')
    expect(text(host.readFile('/mask'))).toBe('')
  })

  it('knows what exists there', () => {
    const host = hostBelow(nodeHost, `${tempTree(TREE)}/r`)
    expect(['/absolute', '/mask', '/dangling', '/machine', '/loop'].map((path) => host.exists(path))).toEqual(
      [true, true, false, false, false],
    )
  })
})
