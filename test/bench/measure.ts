/** One run of a command: wall time, CPU time of all its threads, and (apart, so that timing is not disturbed) memory. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Command } from '../support/our-command.ts'

export interface Timing {
  /** Milliseconds. */
  readonly wall: number
  /** Milliseconds of user and system time, over all threads. */
  readonly cpu: number
}

/** The shell's `times` reports the CPU time of its children; Node.js has no such call. */
const TIMED = '"$@" >/dev/null 2>&1; status=$?; times >&3; exit $status'

/** @param statuses the exit statuses of a run that counts */
export function time(command: Command, statuses: readonly number[] = [0]): Promise<Timing> {
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const stdio: ('ignore' | 'pipe')[] = ['ignore', 'ignore', 'ignore', 'pipe']
    const child = spawn('sh', ['-c', TIMED, 'sh', ...command], { stdio })
    let wall = 0
    let times = ''
    child.stdio[3]?.on('data', (chunk: Buffer) => (times += chunk.toString()))
    child.on('error', reject)
    child.on('exit', () => {
      wall = performance.now() - started
    })
    child.on('close', (status) => {
      if (status !== null && statuses.includes(status)) resolve({ wall, cpu: childrenCpu(times) })
      else reject(new Error(`Cannot measure ${command.join(' ')}: exit status ${status}`))
    })
  })
}

/** `times` prints two lines, `0m0.01s 0m0.02s`: the shell's own, then its children's. */
function childrenCpu(times: string): number {
  const fields = [...(times.split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)]
  return fields.reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
    0,
  )
}

/** Peak resident memory in MiB, sampled from /proc while the command runs; `undefined` where there is no /proc. */
export function peakMemory([program = '', ...args]: Command): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'ignore' })
    let peak: number | undefined
    const timer = setInterval(() => {
      peak = highWaterMark(child.pid) ?? peak
    }, 1)
    child.on('error', reject)
    child.on('close', () => {
      clearInterval(timer)
      resolve(peak)
    })
  })
}

/** VmHWM only grows, so the last sample is the peak. It is gone as soon as the process ends. */
function highWaterMark(pid: number | undefined): number | undefined {
  try {
    const kibibytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
    return kibibytes === undefined ? undefined : Number(kibibytes) / 1024
  } catch {
    return undefined
  }
}

export interface Summary {
  readonly median: number
  readonly min: number
  readonly max: number
}

export function summary(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (i: number): number => sorted[i] ?? Number.NaN
  const middle = (sorted.length - 1) / 2
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
  }
}
