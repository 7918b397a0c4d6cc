import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listDirectory } from '../../src/host/node-listing.ts'
import { tempTree } from '../support/temp-tree.ts'

describe('listDirectory()', () => {
  it('lists names in the order of their bytes, each with its own kind', () => {
    const top = tempTree({
      b: '',
      B: '',
      'a-': '',
      'a.': '',
      '\xff': '',
      '\xc3\xa9': '',
      'a/x': '',
      link: { link: 'a' },
    })
    execFileSync('mkfifo', [`${top}/pipe`])
    expect(listDirectory(top)).toEqual([
      { name: 'B', kind: 'file' },
      { name: 'a', kind: 'directory' },
      { name: 'a-', kind: 'file' },
      { name: 'a.', kind: 'file' },
      { name: 'b', kind: 'file' },
      { name: 'link', kind: 'symlink' },
      { name: 'pipe', kind: 'other' },
      { name: '\xc3\xa9', kind: 'file' },
      { name: '\xff', kind: 'file' },
    ])
  })

  it('is empty for an empty directory', () => {
    expect(listDirectory(tempTree({}))).toEqual([])
  })

  it.each(['a\xff', '\xc3\xa9'])('takes the path %j as bytes', (name) => {
    const top = tempTree({ [`${name}/x`]: '' })
    expect(listDirectory(`${top}/${name}`)).toEqual([{ name: 'x', kind: 'file' }])
  })

  it('gives back every byte of every name', () => {
    const byte = fc.integer({ min: 1, max: 255 }).filter((value) => value !== 0x2f)
    const name = fc
      .array(byte, { minLength: 1, maxLength: 12 })
      .map((bytes) => String.fromCharCode(...bytes))
      .filter((text) => text !== '.' && text !== '..')
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 8 }), (names) => {
        const top = fs.mkdtempSync(`${tempTree({})}/`)
        for (const some of names) fs.writeFileSync(Buffer.from(`${top}/${some}`, 'latin1'), '')
        expect(listDirectory(top).map((entry) => entry.name)).toEqual([...names].sort())
        fs.rmSync(top, { recursive: true })
      }),
      { numRuns: 50 },
    )
  })

  it.each<[what: string, path: (top: string) => string, errno: string]>([
    ['is not there', (top) => `${top}/none`, 'ENOENT'],
    ['is a file', (top) => `${top}/f`, 'ENOTDIR'],
    ['is not there, by a name that is not ASCII', (top) => `${top}/\xff`, 'ENOENT'],
  ])('refuses what %s', (_, pathBelow, errno) => {
    const path = pathBelow(tempTree({ f: '' }))
    expect(() => listDirectory(path)).toThrow(
      expect.objectContaining({ code: 'KMOD_IO', details: expect.objectContaining({ path, errno }) }),
    )
  })
})
