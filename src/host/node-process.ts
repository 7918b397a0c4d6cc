/** The part of the Node.js host for this process. */
import { readFileSync, readlinkSync, statSync } from 'node:fs'
import { toByteString } from '../base/names.ts'
import { asking } from './node-errors.ts'

/** kmod names relative paths by glibc's get_current_dir_name(): `$PWD` if it is correct, so links in it are kept. */
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
 * `<pid>` or, if the system provides more, `<pid>-<start time>-<where>`: PIDs are reused, above all those of the first
 * processes after a boot, and each PID namespace (container) has its own.
 */
export function processTag(): string {
  const start = statOf('self')?.start
  if (start === undefined) return `${process.pid}`
  const where = namespaceTag()
  return `${process.pid}-${start}${where === undefined ? '' : `-${where}`}`
}

const PROCESS_TAG = /^(\d+)(?:-(\d+)(?:-([0-9a-z]+))?)?$/

/** A process of another user cannot be signalled, but is running; a zombie is not. */
export function isRunning(tag: string): boolean | undefined {
  const [, number, start, where] = PROCESS_TAG.exec(tag) ?? []
  if (number === undefined) return false
  if (where !== undefined && where !== namespaceTag()) return undefined
  const now = statOf(number)
  if (now !== undefined) return now.state !== ZOMBIE && (start === undefined || now.start === start)
  try {
    process.kill(Number(number), 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * The scope of this PID: this boot of this machine, and this PID namespace. The number of the initial namespace is the
 * same on every machine, so it is not enough alone.
 */
function namespaceTag(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, BOOT_ID_LENGTH)
    const namespace = /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0]
    return namespace === undefined || !/^[0-9a-f]+$/.test(boot)
      ? undefined
      : boot + BigInt(namespace).toString(36)
  } catch {
    return undefined
  }
}

/** The first part of a UUID: 32 random bits. */
const BOOT_ID_LENGTH = 8

export const upSince = (): bigint =>
  BigInt(Math.round(Date.now() - process.getBuiltinModule('node:os').uptime() * 1000)) * 1_000_000n

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
    // As without a handler: the parent sees the signal that ended this process.
    process.kill(process.pid, signal)
  }
  for (const signal of TERMINATIONS) process.on(signal, end)
  return stop
}
