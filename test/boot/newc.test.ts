import { describe, expect, it } from 'vitest'
import { type NewcEntry, newc } from './newc.ts'

const HEADER = 110
const FIELDS = [
  ...['ino', 'mode', 'uid', 'gid', 'nlink', 'mtime', 'filesize', 'devmajor', 'devminor'],
  ...['rdevmajor', 'rdevminor', 'namesize', 'check'],
] as const

interface Read {
  readonly name: string
  readonly content: string
  readonly fields: Readonly<Record<string, number>>
}

const aligned = (offset: number): number => Math.ceil(offset / 4) * 4

/** Reads an archive as the kernel does (init/initramfs.c): header, name, content, each at a multiple of 4. */
function read(archive: Buffer): Read[] {
  const found: Read[] = []
  for (let at = 0; at < archive.length; ) {
    expect(archive.toString('latin1', at, at + 6)).toBe('070701')
    const number = (i: number): number =>
      Number.parseInt(archive.toString('latin1', at + 6 + 8 * i, at + 14 + 8 * i), 16)
    const fields = Object.fromEntries(FIELDS.map((field, i) => [field, number(i)]))
    const nameEnd = at + HEADER + (fields.namesize ?? 0)
    const contentEnd = aligned(nameEnd) + (fields.filesize ?? 0)
    expect(archive[nameEnd - 1]).toBe(0)
    const name = archive.toString('utf8', at + HEADER, nameEnd - 1)
    found.push({ name, content: archive.toString('utf8', aligned(nameEnd), contentEnd), fields })
    at = aligned(contentEnd)
  }
  return found
}

const file = (path: string, text: string, executable = false): NewcEntry => ({
  kind: 'file',
  path,
  content: Buffer.from(text),
  executable,
})

describe('newc()', () => {
  it('ends even an empty archive with the trailer', () => {
    const zeros = '0'.repeat(8)
    const trailer = `070701${zeros.repeat(4)}00000001${zeros.repeat(6)}0000000B${zeros}TRAILER!!!\0`
    expect(newc([]).toString('latin1')).toBe(`${trailer}${'\0'.repeat(3)}`)
  })

  it('keeps every name and content, whatever their lengths', () => {
    const entries = [1, 2, 3, 4, 5].map((length) => file('n'.repeat(length), 'c'.repeat(length * 3)))
    const expected = [1, 2, 3, 4, 5].map((length) => ['n'.repeat(length), 'c'.repeat(length * 3)])
    const found = read(newc(entries)).map(({ name, content }) => [name, content])
    expect(found).toEqual([...expected, ['TRAILER!!!', '']])
  })

  it.each<[title: string, entry: NewcEntry, mode: number, content: string]>([
    ['a file', file('a', 'text'), 0o100644, 'text'],
    ['a program', file('a', 'text', true), 0o100755, 'text'],
    ['a directory', { kind: 'directory', path: 'a' }, 0o040755, ''],
    ['a link: its target is the content', { kind: 'link', path: 'a', target: 'b/c' }, 0o120777, 'b/c'],
    ['a device', { kind: 'character-device', path: 'a', major: 5, minor: 1 }, 0o020600, ''],
  ])('writes the mode of %s', (_, entry, mode, content) => {
    const [found] = read(newc([entry]))
    expect(found).toMatchObject({ content, fields: { mode, uid: 0, gid: 0, mtime: 0, check: 0 } })
  })

  it('writes the numbers of a device', () => {
    const [found] = read(newc([{ kind: 'character-device', path: 'dev/console', major: 5, minor: 1 }]))
    expect(found).toMatchObject({ name: 'dev/console', fields: { rdevmajor: 5, rdevminor: 1 } })
  })

  it('gives every entry an inode of its own', () => {
    const inodes = read(newc([file('a', ''), file('b', ''), file('c', '')])).map(({ fields }) => fields.ino)
    expect(inodes.slice(0, -1)).toEqual([1, 2, 3])
  })
})
