import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, renameSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tryLock } from '../../src/host/node-lock.ts'
import { put, temporaryDirectory } from '../support/run-tsdepmod.ts'

const BUILT = resolve(import.meta.dirname, '../../dist/host/node-lock.js')

describe('tryLock()', () => {
  it('gives the lock to one at a time, and leaves nothing in the directory', async () => {
    const directory = temporaryDirectory()
    const first = await tryLock(directory)
    expect(first).toBeDefined()
    expect(await tryLock(directory)).toBeUndefined()
    expect(readdirSync(directory)).toEqual([])
    first?.release()
    const second = await tryLock(directory)
    expect(second).toBeDefined()
    second?.release()
  })

  it('knows a directory under all its names, and by another inode from others', async () => {
    const [directory, other] = [temporaryDirectory(), temporaryDirectory()]
    const link = join(other, 'link')
    symlinkSync(directory, link)
    const locks = [await tryLock(link), await tryLock(directory), await tryLock(`${directory}/.`)]
    expect(locks.map((lock) => lock !== undefined)).toEqual([true, false, false])
    const lock = await tryLock(other)
    expect(lock).toBeDefined()
    for (const held of [...locks, lock]) held?.release()
  })

  it('stays with the directory when that is renamed', async () => {
    const directory = join(temporaryDirectory(), 'a')
    put(join(directory, 'x'), '')
    const lock = await tryLock(directory)
    renameSync(directory, `${directory}b`)
    expect(await tryLock(`${directory}b`)).toBeUndefined()
    lock?.release()
  })

  it('is KMOD_IO for a directory that is not there', async () => {
    await expect(tryLock('/nowhere')).rejects.toMatchObject({ code: 'KMOD_IO', details: { errno: 'ENOENT' } })
  })

  it('is given back by a process that is killed, and does not keep one alive', async () => {
    const directory = temporaryDirectory()
    const script = join(temporaryDirectory(), 'locks.mjs')
    put(
      script,
      `import { tryLock } from ${JSON.stringify(BUILT)}
       const lock = await tryLock(${JSON.stringify(directory)})
       console.log(lock === undefined ? 'taken' : 'locked')
       if (process.argv[2] === 'stay') setInterval(() => undefined, 1000)`,
    )
    const ends = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
    expect(await once(ends, 'exit')).toEqual([0, null])
    const stays = spawn(process.execPath, [script, 'stay'], { stdio: ['ignore', 'pipe', 'inherit'] })
    expect(String((await once(stays.stdout, 'data'))[0])).toBe('locked\n')
    expect(await tryLock(directory)).toBeUndefined()
    stays.kill('SIGKILL')
    await once(stays, 'exit')
    const lock = await tryLock(directory)
    expect(lock).toBeDefined()
    lock?.release()
  })
})
