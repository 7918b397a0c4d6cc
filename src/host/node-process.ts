/** The part of the host of Node.js that is about this process. */
import { readFileSync, statSync } from 'node:fs'
import { toByteString } from '../base/names.ts'
import { asking } from './node-errors.ts'

/** kmod names relative paths by glibc's get_current_dir_name(): `$PWD` where it is true, so links in it are kept. */
export function workingDirectory(): string {
  const real = asking('.', 'find the working directory', () => process.cwd())
  const named = process.env.PWD
  if (named?.startsWith('/') && isSameDirectory(named, real)) return toByteString(named)
  return toByteString(real)
}

function isSameDirectory(a: string, b: string): boolean {
  try {
    const [x, y] = [statSync(a, { bigint: true }), statSync(b, { bigint: true })]
    return x.dev === y.dev && x.ino === y.ino
  } catch {
    return false
  }
}

/**
 * `<number>` or, where the system tells, `<number>-<when it started>`: numbers are given again, most of all those of
 * the first processes after a restart.
 */
export function processTag(): string {
  const start = statOf('self')?.start
  return start === undefined ? `${process.pid}` : `${process.pid}-${start}`
}

const PROCESS_TAG = /^(\d+)(?:-(\d+))?$/

/** A process of somebody else cannot be told anything, but it is there; one that nobody has waited for is not. */
export function isRunning(tag: string): boolean {
  const [, number, start] = PROCESS_TAG.exec(tag) ?? []
  if (number === undefined) return false
  const now = statOf(number)
  if (now !== undefined) return now.state !== ZOMBIE && (start === undefined || now.start === start)
  try {
    process.kill(Number(number), 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const ZOMBIE = 'Z'

/** proc(5): the 3rd field of `stat`, and the 22nd, in ticks since the machine started. The 2nd may hold anything. */
function statOf(number: string): { state: string | undefined; start: string | undefined } | undefined {
  try {
    const stat = readFileSync(`/proc/${number}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0], start: fields[19] }
  } catch {
    return undefined
  }
}

const TERMINATIONS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export function onTermination(cleanUp: () => void): () => void {
  const stop = (): void => {
    for (const signal of TERMINATIONS) process.off(signal, end)
  }
  const end = (signal: NodeJS.Signals): void => {
    cleanUp()
    stop()
    // As if nobody had listened: who waits for this process sees the signal that ended it.
    process.kill(process.pid, signal)
  }
  for (const signal of TERMINATIONS) process.on(signal, end)
  return stop
}
