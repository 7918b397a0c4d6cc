import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isKmodError } from '../../src/base/errors.ts'
import { findBelow, hostBelow, linkTarget, locateBelow, walkBelow } from '../../src/host/below-root.ts'
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

describe('walkBelow()', () => {
  it('keeps parts that are not there, for what is to be made', () => {
    const top = tempTree({ 'r/lib': { link: '/usr/lib' }, 'r/f': '' })
    const path = (asked: string): string => walkBelow(nodeHost, `${top}/r`, asked, { missing: 'keep' }).path
    expect(['lib/new/x', '../../lib/a/../b', 'f/x', 'none/../lib'].map(path)).toEqual([
      'usr/lib/new/x',
      'usr/lib/b',
      'f/x',
      'usr/lib',
    ])
  })

  it('leaves the last part a link when that is what is asked for', () => {
    const top = tempTree({ 'r/lib': { link: 'd' }, 'r/d/up': { link: '/secret' } })
    const options = { lastLink: 'keep' } as const
    expect(walkBelow(nodeHost, `${top}/r`, '/lib/up', options).path).toBe('d/up')
    expect(walkBelow(nodeHost, `${top}/r`, '/lib/none', options).path).toBe('d/none')
  })

  it('follows as many links as Linux, and no more', () => {
    const chain = (length: number): string => {
      const links = Array.from(
        { length },
        (_, i) => [`l${i}`, { link: i === 0 ? 'end' : `l${i - 1}` }] as const,
      )
      return tempTree({ end: '', ...Object.fromEntries(links) })
    }
    expect(walkBelow(nodeHost, chain(40), 'l39').links).toHaveLength(40)
    expect(errnoOf(() => walkBelow(nodeHost, chain(41), 'l40'))).toBe('ELOOP')
  })
})

describe('findBelow()', () => {
  const find = (entries: Parameters<typeof tempTree>[0], name: string) =>
    findBelow(nodeHost, tempTree(entries), name)

  it('names the links of a chain, in their order', () => {
    const entries = {
      'fw/a.bin': { link: 'b.bin' },
      'fw/b.bin': { link: '../real/c.bin' },
      'real/c.bin': 'c',
    }
    expect(find(entries, '/fw//a.bin')).toMatchObject({
      path: 'real/c.bin',
      links: [
        { path: 'fw/a.bin', target: 'b.bin' },
        { path: 'fw/b.bin', target: '../real/c.bin' },
      ],
    })
  })

  it('keeps absolute targets below the root', () => {
    expect(find({ lib: { link: '/usr/lib' }, 'usr/lib/x': 'x' }, 'lib/x')).toMatchObject({
      path: 'usr/lib/x',
      links: [{ path: 'lib', target: '/usr/lib' }],
    })
    expect(find({ a: { link: '../../../../etc/passwd' } }, 'a')).toBeUndefined()
  })

  it.each([
    [{ a: { link: 'b' }, b: { link: 'a' } }, 'a'],
    [{ a: { link: 'nowhere' } }, 'a'],
    [{}, 'a/b'],
    [{ a: 'file' }, 'a/b'],
  ])('finds nothing where %j leads', (entries, name) => {
    expect(find(entries, name)).toBeUndefined()
  })
})

it('linkTarget() gives nothing for what is no link, or is not there', () => {
  const root = tempTree({ file: 'x', link: { link: 'anywhere' } })
  expect(
    ['link', 'file', '', 'none', 'file/below'].map((name) => linkTarget(nodeHost, `${root}/${name}`)),
  ).toEqual(['anywhere', ...[undefined, undefined, undefined, undefined]])
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
