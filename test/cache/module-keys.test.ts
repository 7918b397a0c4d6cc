import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { forgetKey, hasKey, isSameKey, isSettled, keysOf } from '../../src/cache/module-keys.ts'
import type { FileStatus, Host } from '../../src/host/host.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { refusal } from './machine.ts'

const STATUS: FileStatus = {
  kind: 'file',
  mode: 0o100644,
  size: 5000,
  mtimeNs: 1_600_000_000_000_000_000n,
  ctimeNs: 1_700_000_000_123_456_789n,
  dev: 1n,
  ino: 2n ** 63n + 5n,
}

const EXT4 = 0xef53
const MACHINE: Host = { ...nodeHost, fileSystemType: () => EXT4 }

const keyOf = (status: Partial<FileStatus>): BigInt64Array =>
  keysOf({ ...MACHINE, status: () => ({ ...STATUS, ...status }) }, ['/m.ko'])

describe('keysOf()', () => {
  it('is the same for the same status, on another device too', () => {
    expect(isSameKey(keyOf({}), 0, keyOf({ dev: 9n }), 0)).toBe(true)
  })

  it.each<[string, Partial<FileStatus>]>([
    ['size', { size: 5001 }],
    ['mtime, by a nanosecond', { mtimeNs: STATUS.mtimeNs + 1n }],
    ['ctime, by a nanosecond', { ctimeNs: STATUS.ctimeNs + 1n }],
    ['inode', { ino: 2n ** 63n + 6n }],
  ])('is another one for another %s', (_, other) => {
    expect(isSameKey(keyOf({}), 0, keyOf(other), 0)).toBe(false)
    expect(isSameKey(keyOf(other), 0, keyOf({}), 0)).toBe(false)
  })

  it.each<[string, Partial<FileStatus>]>([
    ['is not readable by all', { mode: 0o100640 }],
    ['has a ctime of whole seconds', { ctimeNs: 1_700_000_000_000_000_000n }],
    ['has no ctime', { ctimeNs: 0n }],
    ['is no file', { kind: 'directory' }],
  ])('is none for what %s', (_, other) => {
    expect(hasKey(keyOf(other), 0)).toBe(false)
    expect(isSameKey(keyOf(other), 0, keyOf(other), 0)).toBe(false)
  })

  it('is none for what cannot be looked at, and does not disturb the others', () => {
    const host: Host = {
      ...MACHINE,
      status(path) {
        if (path === '/gone.ko') throw refusal(path, 'ENOENT')
        return STATUS
      },
    }
    const keys = keysOf(host, ['/a.ko', '/gone.ko', '/b.ko'])
    expect([0, 1, 2].map((module) => hasKey(keys, module))).toEqual([true, false, true])
    expect(isSameKey(keys, 0, keys, 2)).toBe(true)
    expect(isSameKey(keys, 1, keys, 1)).toBe(false)
  })

  it('takes real files', () => {
    const keys = keysOf({ ...nodeHost, fileSystemType: () => EXT4 }, [
      import.meta.filename,
      import.meta.filename,
    ])
    expect(hasKey(keys, 0)).toBe(true)
    expect(isSameKey(keys, 0, keys, 1)).toBe(true)
  })
})

describe('keysOf() on a file system', () => {
  const keyOn = (type: number | undefined) =>
    hasKey(keysOf({ ...nodeHost, status: () => STATUS, fileSystemType: () => type }, ['/m.ko']), 0)

  it.each([
    ['ext4', EXT4],
    ['XFS', 0x58465342],
    ['Btrfs', 0x9123683e],
    ['a system that numbers none', undefined],
  ])('gives keys on %s', (_, type) => expect(keyOn(type)).toBe(true))

  it.each([
    ['erofs', 0xe0f5e1e2],
    ['tmpfs', 0x01021994],
    ['overlayfs', 0x794c7630],
    ['NFS', 0x6969],
    ['9p', 0x01021997],
    ['FUSE', 0x65735546],
    ['one that nobody knows', 0x12345678],
  ])('gives none on %s', (_, type) => expect(keyOn(type)).toBe(false))

  it('asks once for each device, and takes a refusal for a no', () => {
    const asked: string[] = []
    const host: Host = {
      ...nodeHost,
      status: (path) => ({ ...STATUS, dev: path.startsWith('/a') ? 1n : 2n }),
      fileSystemType(path) {
        asked.push(path)
        if (path.startsWith('/b')) throw refusal(path, 'EIO')
        return EXT4
      },
    }
    const keys = keysOf(host, ['/a/1.ko', '/b/1.ko', '/a/2.ko', '/b/2.ko'])
    expect([0, 1, 2, 3].map((module) => hasKey(keys, module))).toEqual([true, false, true, false])
    expect(asked).toEqual(['/a/1.ko', '/b/1.ko'])
  })

  it.runIf(process.platform === 'linux' && existsSync('/dev/shm'))('knows a real tmpfs', () => {
    expect(nodeHost.fileSystemType('/dev/shm')).toBe(0x01021994)
  })
})

describe('forgetKey()', () => {
  it('takes away the key of one module only', () => {
    const keys = keysOf({ ...MACHINE, status: () => STATUS }, ['/a.ko', '/b.ko', '/c.ko'])
    forgetKey(keys, 1)
    expect([0, 1, 2].map((module) => hasKey(keys, module))).toEqual([true, false, true])
  })
})

describe('isSettled()', () => {
  it.each([
    ['two seconds later', 2_000_000_000n, true],
    ['a nanosecond before that', 1_999_999_999n, false],
    ['at the time of the change', 0n, false],
    ['before the change, by a clock that was set back', -3_600_000_000_000n, false],
  ])('%s', (_, later, settled) => {
    expect(isSettled(keyOf({}), 0, STATUS.ctimeNs + later)).toBe(settled)
  })
})
