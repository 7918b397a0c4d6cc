/** The part of the host of Node.js that is about this process. */
import * as fs from 'node:fs'
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
    const [x, y] = [fs.statSync(a, { bigint: true }), fs.statSync(b, { bigint: true })]
    return x.dev === y.dev && x.ino === y.ino
  } catch {
    return false
  }
}

/** Whether a process of that number runs: one of somebody else cannot be told anything, but it is there. */
export function isProcess(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
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
