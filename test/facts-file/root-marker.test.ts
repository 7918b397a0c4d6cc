import { expect, it } from 'vitest'
import { atRoot, withoutRoot } from '../../src/facts-file/root-marker.ts'

const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value))

it('keeps messages free of the root, and puts another one in its place', () => {
  const path = '/here/lib/a"\xc3\xa4$&.ko'
  const messages = (root: string) => [
    { message: `Cannot open "${root}/lib/a"\xc3\xa4$&.ko"`, path: `${root}/lib/a"\xc3\xa4$&.ko` },
    { message: `Cannot open "${root}/lib/a"ä$&.ko"` },
    { message: 'no path, but /here/' },
  ]
  const sections = new Map([
    ['failures', json(messages('/here'))],
    ['modinfo.failures', json([])],
    ['names', Buffer.from('/here')],
  ])
  const stored = withoutRoot(sections, '/here', [path])
  expect(Buffer.from(stored.get('failures') ?? []).toString()).not.toContain('/here/lib')
  const section = atRoot((name) => stored.get(name), '/the"re$&!')
  expect(JSON.parse(Buffer.from(section('failures') ?? []).toString())).toEqual(messages('/the"re$&!'))
  expect(Buffer.from(section('names') ?? []).toString()).toBe('/here')
  expect(section('other')).toBeUndefined()
})

it('has an empty root for /', () => {
  const sections = new Map([['failures', json([{ message: '"/lib/a.ko"' }])]])
  const stored = withoutRoot(sections, '', ['/lib/a.ko'])
  expect(
    JSON.parse(Buffer.from(atRoot((name) => stored.get(name), '/x!')('failures') ?? []).toString()),
  ).toEqual([{ message: '"/x!/lib/a.ko"' }])
})
