import { describe, expect, it } from 'vitest'
import { nodeHost } from '../../src/host/node-host.ts'
import { linkTarget, resolveBelow } from '../../src/kernel/rooted-path.ts'
import { tempTree } from '../support/temp-tree.ts'

const resolve = (entries: Parameters<typeof tempTree>[0], name: string) =>
  resolveBelow(nodeHost, tempTree(entries), name)

describe('resolveBelow()', () => {
  it('follows a chain of links', () => {
    const entries = {
      'fw/a.bin': { link: 'b.bin' },
      'fw/b.bin': { link: '../real/c.bin' },
      'real/c.bin': 'c',
    }
    expect(resolve(entries, '/fw//a.bin')).toEqual({
      name: 'fw/a.bin',
      path: 'real/c.bin',
      links: [
        { path: 'fw/a.bin', target: 'b.bin' },
        { path: 'fw/b.bin', target: '../real/c.bin' },
      ],
    })
  })

  it('keeps absolute targets below the root', () => {
    const entries = { lib: { link: '/usr/lib' }, 'usr/lib/x': 'x' }
    expect(resolve(entries, 'lib/x')).toEqual({
      name: 'lib/x',
      path: 'usr/lib/x',
      links: [{ path: 'lib', target: '/usr/lib' }],
    })
  })

  it('never climbs out of the root', () => {
    expect(resolve({ x: 'x', a: { link: '../../../../x' } }, 'a')?.path).toBe('x')
    expect(resolve({ a: { link: '../../../../etc/passwd' } }, 'a')).toBeUndefined()
  })

  it.each([
    [{ a: { link: 'b' }, b: { link: 'a' } }, 'a'],
    [{ a: { link: 'nowhere' } }, 'a'],
    [{}, 'a/b'],
    [{ a: 'file' }, 'a/b'],
  ])('finds nothing where %j leads', (entries, name) => {
    expect(resolve(entries, name)).toBeUndefined()
  })
})

it('linkTarget() gives nothing for what is no link, or is not there', () => {
  const root = tempTree({ file: 'x', link: { link: 'anywhere' } })
  expect(
    ['link', 'file', '', 'none', 'file/below'].map((name) => linkTarget(nodeHost, `${root}/${name}`)),
  ).toEqual(['anywhere', ...[undefined, undefined, undefined, undefined]])
})
