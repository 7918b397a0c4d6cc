import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { isRunning, processTag, upSince, workingDirectory } from '../../src/host/node-process.ts'
import { put, temporaryDirectory } from '../support/run-tsdepmod.ts'

const BUILT = resolve(import.meta.dirname, '../../dist/host/node-process.js')

describe('isRunning()', () => {
  it('knows this process, the first one, which may be of somebody else, and one that has ended', () => {
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    expect([isRunning(processTag()), isRunning('1'), isRunning(`${pid}`)]).toEqual([true, true, false])
  })

  it('takes a process of the same number that started at another time for another one', () => {
    const [number, start] = processTag().split('-')
    if (start === undefined) expect(process.platform).not.toBe('linux')
    else
      expect([isRunning(`${number}-${Number(start) - 1}`), isRunning(`1-${start}`)]).toEqual([false, false])
  })

  it('takes a process that ended and that nobody has waited for as ended', async () => {
    // The shell starts a process and becomes another program, which does not wait for it.
    const child = spawn('sh', ['-c', 'sleep 0.5 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const number = String((await once(child.stdout, 'data'))[0]).trim()
    try {
      while (isRunning(number)) await setTimeout(20)
      expect(isRunning(number)).toBe(false)
      expect(() => process.kill(Number(number), 0)).not.toThrow()
    } finally {
      child.kill()
    }
  })

  it('cannot know a process of another PID namespace, machine or boot', () => {
    const [number, start, where = ''] = processTag().split('-')
    if (process.platform !== 'linux') return
    expect(where).toMatch(/^[0-9a-f]{8}[0-9a-z]+$/)
    const elsewhere = [`0${where.slice(1)}`, `${where}0`, 'zz'].filter((other) => other !== where)
    expect(elsewhere.map((other) => isRunning(`${number}-${start}-${other}`))).toEqual(
      elsewhere.map(() => undefined),
    )
    expect(isRunning(`${number}-${Number(start) - 1}-${where}`)).toBe(false)
  })

  it.each(['', 'x', '1-', '-1', '1-x', '1 '])('takes %j for no process', (tag) => {
    expect(isRunning(tag)).toBe(false)
  })
})

it('upSince() is before this process began, and after 2020', () => {
  const began = BigInt(Math.round(Date.now() - process.uptime() * 1000)) * 1_000_000n
  expect(upSince()).toBeLessThan(began)
  expect(upSince()).toBeGreaterThan(BigInt(Date.UTC(2020, 0)) * 1_000_000n)
})

describe('workingDirectory()', () => {
  it('is where this process is', () => {
    expect(workingDirectory()).toBe(process.env.PWD === process.cwd() ? process.env.PWD : process.cwd())
  })

  it('is KMOD_IO when it is gone', () => {
    const directory = temporaryDirectory()
    const script = join(directory, 'asks.mjs')
    put(
      script,
      `import { workingDirectory } from ${JSON.stringify(BUILT)}
       try { workingDirectory() } catch (error) { console.log(error.code, error.details.errno) }`,
    )
    // Node remembers where it started, so it has to start in a directory that is gone already.
    const shell = 'mkdir "$1" && cd "$1" && rmdir "$1" && exec "$2" "$3"'
    const gone = join(directory, 'gone')
    const { stdout } = spawnSync('bash', ['-c', shell, 'bash', gone, process.execPath, script], {
      encoding: 'utf8',
    })
    expect(stdout).toBe('KMOD_IO ENOENT\n')
  })
})

describe('onTermination()', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'cleans up on %s, and the process ends by it',
    async (signal) => {
      const directory = temporaryDirectory()
      const script = join(directory, 'waits.mjs')
      put(
        script,
        `import { writeFileSync } from 'node:fs'
       import { onTermination } from ${JSON.stringify(BUILT)}
       onTermination(() => writeFileSync(${JSON.stringify(join(directory, 'cleaned'))}, ''))
       setInterval(() => undefined, 1000)
       console.log('ready')`,
      )
      const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
      await once(child.stdout, 'data')
      child.kill(signal)
      expect(await once(child, 'exit')).toEqual([null, signal])
      expect(existsSync(join(directory, 'cleaned'))).toBe(true)
    },
  )
})
