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

const keyOf = (status: Partial<FileStatus>): BigInt64Array =>
  keysOf({ ...nodeHost, status: () => ({ ...STATUS, ...status }) }, ['/m.ko'])

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
      ...nodeHost,
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
    const keys = keysOf(nodeHost, [import.meta.filename, import.meta.filename])
    expect(hasKey(keys, 0)).toBe(true)
    expect(isSameKey(keys, 0, keys, 1)).toBe(true)
  })
})

describe('forgetKey()', () => {
  it('takes away the key of one module only', () => {
    const keys = keysOf({ ...nodeHost, status: () => STATUS }, ['/a.ko', '/b.ko', '/c.ko'])
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
