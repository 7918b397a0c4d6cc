import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/base/diagnostic.ts'
import type { Host, Lock } from '../../src/host/host.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { LOCK_WAIT_MS, lockDirectory } from '../../src/publish/publish-lock.ts'
import { tempTree } from '../support/temp-tree.ts'

/** A host whose lock is held by another process for a number of milliseconds; its clock needs no real time. */
function hostWithLock(takenForMs: number): {
  host: Host
  reported: Diagnostic[]
  lock: Lock
  waited: () => number
} {
  let now = 0
  const lock = { release: () => undefined }
  const host: Host = {
    ...nodeHost,
    tryLock: async () => (now >= takenForMs ? lock : undefined),
    pause: async (milliseconds) => {
      now += milliseconds
    },
  }
  return { host, reported: [], lock, waited: () => now }
}

describe('lockDirectory()', () => {
  it.each([
    ['at once, and says nothing', 0, []],
    ['after a second, and says nothing', 1000, []],
    ['after ten seconds, and says once that it waits', 10_000, ['lock-awaited']],
  ])('has the lock %s', async (_, takenFor, codes) => {
    const { host, reported, lock, waited } = hostWithLock(takenFor)
    expect(await lockDirectory(host, '/m', (d) => reported.push(d))).toBe(lock)
    expect(waited()).toBeGreaterThanOrEqual(takenFor)
    expect(reported.map(({ code }) => code)).toEqual(codes)
  })

  it('goes on without it when it is never given back, and says so', async () => {
    const { host, reported, waited } = hostWithLock(Number.POSITIVE_INFINITY)
    expect(await lockDirectory(host, '/m', (d) => reported.push(d))).toBeUndefined()
    expect(waited()).toBe(LOCK_WAIT_MS)
    expect(reported.at(-1)).toEqual({
      code: 'lock-not-had',
      severity: 'warning',
      directory: '/m',
      seconds: LOCK_WAIT_MS / 1000,
    })
  })

  it('waits no longer when it is told to stop', async () => {
    const { host, waited } = hostWithLock(Number.POSITIVE_INFINITY)
    const stop = new AbortController()
    const pausing: Host = {
      ...host,
      async pause(milliseconds) {
        await host.pause(milliseconds)
        if (waited() >= 1000) stop.abort(new Error('enough'))
      },
    }
    const waiting = lockDirectory(pausing, '/m', () => expect.unreachable(), { signal: stop.signal })
    await expect(waiting).rejects.toThrow('enough')
    expect(waited()).toBe(1000)
  })

  it('has no lock on a directory that is not there', async () => {
    expect(await lockDirectory(nodeHost, '/nowhere', () => expect.unreachable())).toBeUndefined()
  })

  it('lets those who wait have it one after the other', async () => {
    const directory = tempTree({})
    let holders = 0
    const most: number[] = []
    await Promise.all(
      Array.from({ length: 5 }, async () => {
        const lock = await lockDirectory(nodeHost, directory, () => undefined)
        most.push(++holders)
        await nodeHost.pause(1)
        holders--
        lock?.release()
      }),
    )
    expect(most).toEqual([1, 1, 1, 1, 1])
  })
})
