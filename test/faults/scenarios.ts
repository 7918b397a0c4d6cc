/** The faults, each of them a row of the table in the README. */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '../fuzz/mutate.ts'
import { judgeRun, sleep, start, usualTime } from './runs.ts'
import type { Scene } from './scene.ts'
import {
  type CallPoint,
  callPoints,
  hitDirectoryOnly,
  type Injection,
  whyNoStrace,
  withFault,
} from './strace.ts'
import type { Tally } from './tally.ts'

/** The common parameters of scenarios: of many similar faults, a quick run tries one in `step`. */
export interface Course {
  readonly scene: Scene
  readonly step: number
  readonly seed: number
}

export interface Scenario {
  readonly name: string
  /** @returns the reason why it cannot run on this machine */
  readonly run: (course: Course, tally: Tally) => Promise<string | undefined>
}

const NO_MOUNTS = 'nothing can be mounted here'

/** Signals at random moments of a run. */
const signalled = (signal: NodeJS.Signals, count: number): Scenario => ({
  name: `${signal} at a random moment`,
  async run({ scene, step, seed }, tally) {
    const random = seededRandom(seed)
    const time = await usualTime(scene)
    for (let i = 0; i < count; i += step) {
      scene.reset()
      const after = random(Math.ceil(time * 1.1))
      const { child, ended } = start(scene.command)
      await sleep(after)
      child.kill(signal)
      await judgeRun(scene, tally, `after ${after} ms`, await ended)
    }
    return undefined
  },
})

/** A fault at each system call on the output directory that `isMeant`. */
const injected = (name: string, injection: Injection, isMeant: (point: CallPoint) => boolean): Scenario => ({
  name,
  async run({ scene, step }, tally) {
    const reason = whyNoStrace()
    if (reason !== undefined) return reason
    const points = callPoints(scene).filter(isMeant)
    for (const point of points.filter((_, i) => i % step === 0)) {
      scene.reset()
      const ended = await start(withFault(scene, point, injection)).ended
      if (hitDirectoryOnly(scene)) await judgeRun(scene, tally, `${point.call} ${point.when}`, ended)
    }
    return undefined
  },
})

const isOneOf =
  (...calls: string[]) =>
  ({ call }: CallPoint): boolean =>
    calls.includes(call)

const OPENS = ['open', 'openat', 'creat']
const CHANGES = [...OPENS, 'link', 'linkat', 'rename', 'renameat', 'renameat2', 'fchmod']
const DIRECTORY_CALLS = [...CHANGES, 'write', 'pwrite64', 'fsync']

/** A file system that is full after a number of pages: from the old set alone to room for both. */
const fullDisk: Scenario = {
  name: 'a file system that grows page by page',
  async run({ scene, step }, tally) {
    for (let pages = 14; pages <= 46; pages += Math.min(step, 4)) {
      scene.reset()
      const kept = join(scene.top, 'kept')
      fs.rmSync(kept, { recursive: true, force: true })
      fs.renameSync(scene.directory, kept)
      fs.mkdirSync(scene.directory)
      if (!mount('-t', 'tmpfs', '-o', `nr_blocks=${pages}`, 'tmpfs', scene.directory)) return NO_MOUNTS
      try {
        fs.cpSync(kept, scene.directory, { recursive: true })
        await judgeRun(scene, tally, `${pages} pages`, await start(scene.command).ended)
      } finally {
        spawnSync('umount', [scene.directory])
      }
    }
    return undefined
  },
}

const readOnly: Scenario = {
  name: 'a file system that is mounted read-only',
  async run({ scene }, tally) {
    scene.reset()
    if (!mount('--bind', scene.directory, scene.directory)) return NO_MOUNTS
    try {
      if (!mount('-o', 'remount,ro,bind', scene.directory)) return NO_MOUNTS
      await judgeRun(scene, tally, 'read-only', await start(scene.command).ended)
    } finally {
      spawnSync('umount', [scene.directory])
    }
    return undefined
  },
}

const mount = (...args: string[]): boolean => spawnSync('mount', args).status === 0

/** Node itself needs some 20 to start. */
const fewDescriptors: Scenario = {
  name: 'EMFILE: a limit of open files',
  async run({ scene, step }, tally) {
    for (let limit = 22; limit <= 48; limit += Math.min(step, 6)) {
      scene.reset()
      const command = ['sh', '-c', `ulimit -n ${limit}; exec "$@"`, 'sh', ...scene.command]
      await judgeRun(scene, tally, `${limit} files`, await start(command).ended)
    }
    return undefined
  },
}

/** The old set is removed with the directory, so none can be kept: the run must end, report, and leave no half set. */
const removedUnderneath: Scenario = {
  name: 'the directory is removed underneath',
  async run({ scene, step, seed }, tally) {
    const random = seededRandom(seed)
    const time = await usualTime(scene)
    for (let i = 0; i < 40; i += step) {
      scene.reset()
      const after = random(Math.ceil(time))
      const { ended } = start(scene.command)
      await sleep(after)
      fs.rmSync(scene.outdir, { recursive: true, force: true, maxRetries: 5 })
      await tally.countRemoved(`after ${after} ms`, scene, await ended)
    }
    return undefined
  },
}

const atOnce = (runs: number, rounds: number): Scenario => ({
  name: `${runs} runs at once`,
  async run({ scene, step }, tally) {
    for (let round = 0; round < rounds; round += Math.min(step, 4)) {
      scene.reset()
      const all = await Promise.all(Array.from({ length: runs }, () => start(scene.command).ended))
      for (const ended of all) {
        await judgeRun(scene, tally, `round ${round}`, ended)
        if (ended.stderr !== '') tally.complain(`round ${round}`, ended.stderr)
      }
    }
    return undefined
  },
})

/** One run is killed while another waits for it, or is waited for. */
const killedBesideOther: Scenario = {
  name: 'SIGKILL of one of two runs',
  async run({ scene, step, seed }, tally) {
    const random = seededRandom(seed)
    const time = await usualTime(scene)
    for (let i = 0; i < 40; i += step) {
      scene.reset()
      const first = start(scene.command)
      const second = start(scene.command)
      const after = random(Math.ceil(time * 2))
      await sleep(after)
      first.child.kill('SIGKILL')
      await first.ended
      // The other has nothing to tidy up if it began after the kill; the leftovers are of the killed one.
      await judgeRun(scene, tally, `after ${after} ms`, await second.ended, true)
    }
    return undefined
  },
}

export const SYSTEM_SCENARIOS: readonly Scenario[] = [
  signalled('SIGKILL', 200),
  injected('SIGKILL at each system call on the directory', 'signal=KILL', () => true),
  killedBesideOther,
  signalled('SIGTERM', 40),
  signalled('SIGINT', 40),
  fullDisk,
  injected('ENOSPC at each write and each change', 'error=ENOSPC', isOneOf(...CHANGES, 'write', 'pwrite64')),
  injected('EIO at each call that changes the directory', 'error=EIO', isOneOf(...DIRECTORY_CALLS)),
  injected('EACCES at each change', 'error=EACCES', isOneOf(...CHANGES)),
  injected('EROFS at each change', 'error=EROFS', isOneOf(...CHANGES)),
  readOnly,
  injected('EMFILE at each open', 'error=EMFILE', isOneOf(...OPENS)),
  fewDescriptors,
  removedUnderneath,
  atOnce(2, 20),
  atOnce(10, 4),
]
