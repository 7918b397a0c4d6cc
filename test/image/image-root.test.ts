import * as fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { nodeHost } from '../../src/host/node-host.ts'
import { ImageRoot } from '../../src/image/image-root.ts'
import { type TreeEntry, tempTree } from '../support/temp-tree.ts'

function open(entries: Readonly<Record<string, TreeEntry>>) {
  const top = tempTree({ source: 'content', ...entries })
  const image = new ImageRoot(nodeHost, `${top}/image`)
  return { top, image, put: (name: string) => image.putFile(`${top}/source`, name) }
}

describe('ImageRoot', () => {
  it('makes the directories of a file', () => {
    const { top, put, image } = open({})
    put('a/b/c')
    put('d')
    expect(fs.readFileSync(`${top}/image/a/b/c`, 'utf8')).toBe('content')
    expect(image.tally).toEqual({ files: 2, bytes: 14, unchanged: 0, links: 0 })
  })

  it.each([['/usr/lib'], ['usr/lib'], ['../../../usr/lib']])(
    'follows a link to %s inside the image',
    (link) => {
      const { top, put } = open({ 'image/lib': { link } })
      put('lib/x/f')
      expect(fs.readFileSync(`${top}/image/usr/lib/x/f`, 'utf8')).toBe('content')
      expect(fs.existsSync(`${top}/usr`)).toBe(false)
    },
  )

  it('makes links, but not where something is', () => {
    const { top, image } = open({ 'image/there': 'file', 'image/link': { link: 'old' } })
    for (const path of ['new/link', 'there', 'link', 'new/link']) image.putLink({ path, target: 'to' })
    expect(fs.readlinkSync(`${top}/image/new/link`)).toBe('to')
    expect([fs.readFileSync(`${top}/image/there`, 'utf8'), fs.readlinkSync(`${top}/image/link`)]).toEqual([
      'file',
      'old',
    ])
    expect(image.tally.links).toBe(1)
  })

  it('counts what is there already', () => {
    const { put, image } = open({})
    put('f')
    put('f')
    expect(image.tally).toEqual({ files: 1, bytes: 7, unchanged: 1, links: 0 })
  })

  it('refuses links that go round', () => {
    const { put } = open({ 'image/a': { link: 'b' }, 'image/b': { link: 'a' } })
    expect(() => put('a/f')).toThrow(/ELOOP/)
  })
})
