import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { nodeHost } from '../../src/host/node-host.ts'
import { writableHost } from '../../src/sources/writable-host.ts'
import { tempTree } from '../support/temp-tree.ts'

const AT = '/no/such/place.tar!'
const open = () => writableHost(nodeHost, AT)
const text = (host: typeof nodeHost, path: string): string => Buffer.from(host.readFile(path)).toString()

function put(host: typeof nodeHost, path: string, ...parts: string[]): void {
  const file = host.createFile(path)
  for (const part of parts) file.write(Buffer.from(part))
  file.close()
}

describe('writableHost()', () => {
  it('keeps what is written, and lists it', () => {
    const { host, tree } = open()
    host.makeDirectory(`${AT}/lib/modules`)
    host.makeDirectory(`${AT}/lib/modules`)
    put(host, `${AT}/lib/modules/b`, 'one ', 'two')
    put(host, `${AT}/lib/modules/a`)
    host.createSymbolicLink('modules/b', `${AT}/lib/link`)
    expect(host.listDirectory(`${AT}/lib/modules`).map(({ name }) => name)).toEqual(['a', 'b'])
    expect(text(host, `${AT}/lib/link`)).toBe('one two')
    expect(host.status(`${AT}/lib/modules/a`).size).toBe(0)
    expect(tree.find('lib/modules/b')?.kind).toBe('file')
  })

  it('takes a copy of what it is given', () => {
    const { host } = open()
    const bytes = Buffer.from('first')
    const file = host.createFile(`${AT}/x`)
    file.write(bytes)
    bytes.fill('-')
    file.setMode(0o755)
    expect(text(host, `${AT}/x`)).toBe('first')
    expect(host.status(`${AT}/x`).mode & 0o777).toBe(0o755)
  })

  it('renames, links and removes as a disk does', () => {
    const { host } = open()
    put(host, `${AT}/a`, 'A')
    put(host, `${AT}/b`, 'B')
    host.link(`${AT}/a`, `${AT}/c`)
    expect(host.status(`${AT}/c`).ino).toBe(host.status(`${AT}/a`).ino)
    host.rename(`${AT}/a`, `${AT}/b`)
    expect(text(host, `${AT}/b`)).toBe('A')
    host.removeFile(`${AT}/c`)
    expect(host.listDirectory(AT).map(({ name }) => name)).toEqual(['b'])
  })

  it.each([
    ['EEXIST', (host: typeof nodeHost) => host.createFile(`${AT}/file`)],
    ['EEXIST', (host: typeof nodeHost) => host.makeDirectory(`${AT}/file`)],
    ['ENOTDIR', (host: typeof nodeHost) => host.createFile(`${AT}/file/x`)],
    ['ENOENT', (host: typeof nodeHost) => host.createFile(`${AT}/none/x`)],
    ['ENOENT', (host: typeof nodeHost) => host.removeFile(`${AT}/none`)],
    ['ENOENT', (host: typeof nodeHost) => host.rename(`${AT}/none`, `${AT}/x`)],
  ])('refuses with %s what a disk refuses', (errno, action) => {
    const { host } = open()
    put(host, `${AT}/file`)
    expect(() => action(host)).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ errno }) }),
    )
  })

  it('leaves the machine to its own host', async () => {
    const top = tempTree({ 'there/x': 'X' })
    const { host } = open()
    host.makeDirectory(`${top}/made`)
    put(host, `${top}/made/a`, 'A')
    host.rename(`${top}/made/a`, `${top}/made/b`)
    host.link(`${top}/made/b`, `${top}/made/c`)
    host.createSymbolicLink('b', `${top}/made/d`)
    host.removeFile(`${top}/made/c`)
    host.syncDirectory(`${top}/made`)
    expect(readdirSync(`${top}/made`)).toEqual(['b', 'd'])
    expect(text(host, `${top}/there/x`)).toBe('X')
    for (const directory of [top, AT]) (await host.tryLock(directory))?.release()
  })
})
