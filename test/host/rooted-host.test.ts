import * as fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Host } from '../../src/host/host.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { rootedHost, threadPaths } from '../../src/host/rooted-host.ts'
import { refusalOf } from '../support/refusal.ts'
import { tempTree } from '../support/temp-tree.ts'

/** A root `r` with links that lead out of it by the machine's reading, and a file `out/f` that they mean there. */
function open(): { top: string; root: string; host: Host } {
  const top = tempTree({
    'out/f': 'outside',
    'r/out/f': 'inside',
    'r/up': { link: '../out' },
    'r/file': { link: '../../../../../out/f' },
    'r/nowhere': { link: '/etc/passwd' },
  })
  fs.symlinkSync(`${top}/out`, `${top}/r/absolute`)
  fs.mkdirSync(`${top}/r${top}/out`, { recursive: true })
  fs.writeFileSync(`${top}/r${top}/out/f`, 'inside too')
  return { top, root: `${top}/r`, host: rootedHost(nodeHost, `${top}/r`) }
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

describe('rootedHost()', () => {
  it('reads below the root, wherever links lead', () => {
    const { root, host } = open()
    const read = (path: string): string => text(host.readFile(`${root}/${path}`))
    expect(['up/f', 'file', 'absolute/f', 'up/../../out/f'].map(read)).toEqual([
      'inside',
      'inside',
      'inside too',
      'inside',
    ])
    expect(host.exists(`${root}/nowhere`)).toBe(false)
    for (const ask of ['status', 'readFile', 'openFile', 'listDirectory'] as const)
      expect(refusalOf(() => host[ask](`${root}/nowhere`)).details.errno).toBe('ENOENT')
  })

  it('looks at, lists and opens the same files as it reads', () => {
    const { root, host } = open()
    const file = host.openFile(`${root}/file`)
    file.close()
    expect(host.status(`${root}/up`).kind).toBe('directory')
    expect(host.listDirectory(`${root}/up`).map(({ name }) => name)).toEqual(['f'])
    expect(host.readLink(`${root}/up`)).toBe('../out')
  })

  it('asks for the file system of the same file as it reads', () => {
    const { root } = open()
    const asked: string[] = []
    const machine: Host = { ...nodeHost, fileSystemType: (path) => void asked.push(path) }
    rootedHost(machine, root).fileSystemType(`${root}/up/f`)
    expect(asked).toEqual([`${root}/out/f`])
  })

  it('remembers the last listing of a directory, by whatever path it was listed', () => {
    const { root, host } = open()
    expect(host.lastListing?.(`${root}/up`)).toBeUndefined()
    const entries = host.listDirectory(`${root}/up`)
    expect(host.lastListing?.(`${root}/up`)).toEqual(entries)
    fs.writeFileSync(`${root}/out/later`, '')
    expect(host.lastListing?.(`${root}/up`)).toEqual(entries)
    expect(host.listDirectory(`${root}/up`).map(({ name }) => name)).toEqual(['f', 'later'])
    expect(host.lastListing?.(`${root}/up`)?.length).toBe(2)
  })

  it('changes nothing outside the root', () => {
    const { top, root, host } = open()
    host.makeDirectory(`${root}/up/new/deep`)
    const file = host.createFile(`${root}/absolute/made`)
    file.write(Buffer.from('made'))
    file.close()
    host.rename(`${root}/absolute/made`, `${root}/up/moved`)
    host.link(`${root}/up/moved`, `${root}/up/again`)
    host.createSymbolicLink('f', `${root}/up/link`)
    host.removeFile(`${root}/up/f`)
    host.removeFile(`${root}/file`)
    host.syncDirectory(`${root}/up`)
    expect(fs.readdirSync(`${top}/out`)).toEqual(['f'])
    expect(fs.readdirSync(`${root}/out`).sort()).toEqual(['again', 'link', 'moved', 'new'])
    expect(fs.existsSync(`${root}/out/new/deep`)).toBe(true)
  })

  it('follows what was made a link since it read there', () => {
    const { top, root, host } = open()
    host.readFile(`${root}/out/f`)
    fs.rmSync(`${root}/out`, { recursive: true })
    fs.symlinkSync(`${top}/out`, `${root}/out`)
    host.makeDirectory(`${root}/out/x`)
    expect(fs.existsSync(`${top}/out/x`)).toBe(false)
    expect(refusalOf(() => host.createFile(`${root}/out/none/x`)).details.errno).toBe('ENOENT')
  })

  it('leaves paths outside the root, and the root of the machine, to the host underneath', () => {
    const { top, root, host } = open()
    expect(text(host.readFile(`${top}/out/f`))).toBe('outside')
    expect(host.exists(`${root}-not/f`)).toBe(false)
    expect(rootedHost(nodeHost, '')).toBe(nodeHost)
  })

  it('takes a relative path for one below the working directory', () => {
    const { root } = open()
    const host = rootedHost({ ...nodeHost, workingDirectory: () => root }, root)
    expect(text(host.readFile('file'))).toBe('inside')
  })

  it('can be had below another one', () => {
    const { root, host } = open()
    fs.symlinkSync('/out/f', `${root}/out/g`)
    const inner = rootedHost(host, `${root}/out`)
    expect(inner.exists(`${root}/out/g`)).toBe(false)
    expect(threadPaths(inner, [`${root}/out/f`, `${root}/up/f`])).toEqual([`${root}/out/f`, `${root}/out/f`])
  })
})

describe('threadPaths()', () => {
  it('are paths under which the machine itself finds the same files, or none', () => {
    const { root, host } = open()
    const asked = ['up/f', 'file', 'nowhere', 'out/f', 'none'].map((name) => `${root}/${name}`)
    const found = threadPaths(host, asked)
    expect(found.map((path) => (fs.existsSync(path) ? fs.readFileSync(path, 'utf8') : undefined))).toEqual([
      'inside',
      'inside',
      undefined,
      'inside',
      undefined,
    ])
  })

  it('are the same on the machine itself and on a host that threads cannot have', () => {
    expect(threadPaths(nodeHost, ['/x'])).toEqual(['/x'])
    expect(rootedHost({ ...nodeHost }, '/r').threadPath).toBeUndefined()
  })
})
