import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { nodeHost } from '../../src/host/node-host.ts'
import { copyFile } from '../../src/image/copy-file.ts'
import { tempTree } from '../support/temp-tree.ts'

describe('copyFile()', () => {
  it('copies content and permissions, but no set-user-ID, set-group-ID or sticky bit', () => {
    const root = tempTree({ a: 'x'.repeat(3 << 20) })
    fs.chmodSync(`${root}/a`, 0o4751)
    expect(copyFile(nodeHost, `${root}/a`, `${root}/b`)).toEqual({ bytes: 3 << 20, isNew: true })
    expect(fs.statSync(`${root}/b`).mode & 0o7777).toBe(0o751)
    // toEqual() takes seconds for megabytes.
    expect(fs.readFileSync(`${root}/b`).equals(fs.readFileSync(`${root}/a`))).toBe(true)
  })

  it('leaves what is the same', () => {
    const root = tempTree({ a: 'same', b: 'same' })
    const before = fs.statSync(`${root}/b`).ino
    expect(copyFile(nodeHost, `${root}/a`, `${root}/b`).isNew).toBe(false)
    expect(fs.statSync(`${root}/b`).ino).toBe(before)
  })

  it.each([
    ['another content', (root: string) => fs.writeFileSync(`${root}/b`, 'sane')],
    ['another size', (root: string) => fs.writeFileSync(`${root}/b`, 'longer')],
    ['other permissions', (root: string) => fs.chmodSync(`${root}/b`, 0o600)],
    ['a link', (root: string) => fs.renameSync(`${root}/b`, `${root}/c`)],
  ])('replaces %s', (what, change) => {
    const root = tempTree({ a: 'same', b: 'same' })
    change(root)
    if (what === 'a link') fs.symlinkSync('c', `${root}/b`)
    expect(copyFile(nodeHost, `${root}/a`, `${root}/b`).isNew).toBe(true)
    expect([fs.readFileSync(`${root}/b`, 'utf8'), fs.lstatSync(`${root}/b`).isFile()]).toEqual(['same', true])
    if (what === 'a link') expect(fs.readFileSync(`${root}/c`, 'utf8')).toBe('same')
  })

  it.each([0o2755, 0o1777, 0o6711])(
    'takes the bits beyond permissions off one of mode %o that is there',
    (mode) => {
      const root = tempTree({ a: 'same', b: 'same' })
      for (const name of ['a', 'b']) fs.chmodSync(`${root}/${name}`, mode)
      expect(copyFile(nodeHost, `${root}/a`, `${root}/b`).isNew).toBe(true)
      expect(fs.statSync(`${root}/b`).mode & 0o7777).toBe(mode & 0o777)
    },
  )

  it('neither waits for a FIFO nor leaves one in place', () => {
    const root = tempTree({ a: '' })
    for (const name of ['b', 'source']) spawnSync('mkfifo', [`${root}/${name}`])
    expect(copyFile(nodeHost, `${root}/a`, `${root}/b`).isNew).toBe(true)
    expect(fs.lstatSync(`${root}/b`).isFile()).toBe(true)
    expect(() => copyFile(nodeHost, `${root}/source`, `${root}/c`)).toThrow(/ESPIPE/)
    expect(fs.readdirSync(root).sort()).toEqual(['a', 'b', 'source'])
  })

  it('leaves no file when it is refused', () => {
    const root = tempTree({ a: 'same' })
    const full = {
      ...nodeHost,
      createFile: (path: string) => ({ ...nodeHost.createFile(path), write: refuse }),
    }
    expect(() => copyFile(full, `${root}/a`, `${root}/b`)).toThrow('ENOSPC')
    expect(fs.readdirSync(root)).toEqual(['a'])
    expect(() => copyFile(nodeHost, `${root}/none`, `${root}/b`)).toThrow(/none/)
  })
})

function refuse(): void {
  throw new Error('ENOSPC')
}
