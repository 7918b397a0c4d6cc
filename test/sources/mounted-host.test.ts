import { describe, expect, it } from 'vitest'
import { memoryRange } from '../../src/archives/byte-range.ts'
import { FileTree } from '../../src/archives/file-tree.ts'
import { keysOf } from '../../src/cache/module-keys.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { mountedHost } from '../../src/sources/mounted-host.ts'
import { refusalOf } from '../support/refusal.ts'
import { tempTree } from '../support/temp-tree.ts'

const COMMON = { mode: 0o644, mtimeNs: 5n }

function mounted() {
  const tree = new FileTree()
  tree.add({ ...COMMON, path: 'lib/b', kind: 'file', content: memoryRange(Buffer.from('inside')) })
  tree.add({ ...COMMON, path: 'lib/a', kind: 'symlink', target: '/lib/b' })
  tree.add({ ...COMMON, path: 'escape', kind: 'symlink', target: '/../../etc/passwd' })
  return mountedHost(nodeHost, '/x.deb!', tree)
}

describe('mountedHost()', () => {
  const host = mounted()

  it('answers for paths below the archive from the tree', () => {
    expect(Buffer.from(host.readFile('/x.deb!/lib/a')).toString()).toBe('inside')
    expect(Buffer.from(host.readInput('/x.deb!/lib/a')).toString()).toBe('inside')
    expect(host.status('/x.deb!/lib/b')).toMatchObject({ kind: 'file', size: 6, mode: 0o100644, mtimeNs: 5n })
    expect(host.status('/x.deb!')).toMatchObject({ kind: 'directory' })
    expect(host.readLink('/x.deb!/lib/a')).toBe('/lib/b')
    expect(host.readLink('/x.deb!/lib/b')).toBeUndefined()
    expect(host.listDirectory('/x.deb!/lib')).toEqual([
      { name: 'a', kind: 'symlink' },
      { name: 'b', kind: 'file' },
    ])
    const file = host.openFile('/x.deb!/lib/b')
    const target = Buffer.alloc(3)
    expect([file.size, file.readOnce(target, 2), target.toString()]).toEqual([6, 3, 'sid'])
    file.close()
  })

  it('answers for all others from the host below', () => {
    const top = tempTree({ file: 'outside' })
    expect(Buffer.from(host.readFile(`${top}/file`)).toString()).toBe('outside')
    expect(host.exists('/x.deb!x')).toBe(false)
    expect(host.exists(`${top}/file`)).toBe(true)
  })

  it('has files of no file system whose times a cache could rely on, even if the machine has such a path', () => {
    const top = tempTree({ 'x.tar!/lib/b': 'of the machine', file: '' })
    const tree = new FileTree()
    tree.add({ ...COMMON, path: 'lib/b', kind: 'file', content: memoryRange(Buffer.from('of the archive')) })
    const host = mountedHost(nodeHost, `${top}/x.tar!`, tree)
    expect(host.fileSystemType(`${top}/x.tar!/lib/b`)).toBe(0)
    expect(host.fileSystemType(`${top}/file`)).toBe(nodeHost.fileSystemType(`${top}/file`))
    const [key] = keysOf(host, [`${top}/x.tar!/lib/b`])
    expect(key).toBe(0n)
  })

  it.each([
    ['status', '/x.deb!/nothing', 'ENOENT'],
    ['status', '/x.deb!/escape', 'ENOENT'],
    ['listDirectory', '/x.deb!/lib/b', 'ENOTDIR'],
    ['readFile', '/x.deb!/lib', 'EISDIR'],
    ['readOwnFile', '/x.deb!/lib/b', 'EPERM'],
    ['createFile', '/x.deb!/lib/c', 'EROFS'],
    ['makeDirectory', '/x.deb!/lib/d', 'EROFS'],
    ['removeFile', '/x.deb!/lib/b', 'EROFS'],
  ] as const)('%s of %s is refused with %s', (call, path, errno) => {
    const { code, details } = refusalOf(() => host[call](path))
    expect([code, details.errno, details.path]).toEqual(['KMOD_IO', errno, path])
  })
})
