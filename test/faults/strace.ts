/**
 * Injects faults at a certain system call, with strace (ptrace): the n-th call of a name fails with an error, or the
 * process is killed at it.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Scene } from './scene.ts'

/** A call that a run makes on the output directory: the `when`-th of its name in its thread. */
export interface CallPoint {
  readonly call: string
  readonly when: number
}

export type Injection = `signal=${string}` | `error=${string}`

/** The reason why such faults are impossible on this machine; `undefined` if they are possible. */
export function whyNoStrace(): string | undefined {
  const { error, status, stderr } = spawnSync('strace', ['-o', '/dev/null', 'true'], { encoding: 'utf8' })
  if (error) return 'strace is not installed'
  return status === 0 ? undefined : `strace cannot trace here: ${stderr.trim()}`
}

/** Calls that change or look at the directory; those that only read modules are ignored. */
const TRACED = 'trace=%file,%desc'

/** strace counts the calls of each thread by themselves, and so does this. */
export function callPoints(scene: Scene): CallPoint[] {
  const log = logOf(scene)
  scene.reset()
  const options = ['-f', '--seccomp-bpf', '-y', '-e', TRACED, '-o', log]
  const { status } = spawnSync('strace', [...options, ...scene.command], { stdio: 'ignore' })
  if (status !== 0) throw new Error('Expected a traced run to succeed')
  const counts = new Map<string, number>()
  const points = new Map<string, CallPoint>()
  for (const line of readFileSync(log, 'latin1').split('\n')) {
    const [, thread = '', call] = /^(\d+) +(\w+)\(/.exec(line) ?? []
    if (call === undefined) continue
    const when = (counts.get(`${thread} ${call}`) ?? 0) + 1
    counts.set(`${thread} ${call}`, when)
    if (line.includes(scene.directory)) points.set(`${call} ${when}`, { call, when })
  }
  return [...points.values()]
}

const logOf = (scene: Scene): string => join(scene.top, 'strace.log')

/** The command of a run that meets the fault. */
export const withFault = (
  scene: Scene,
  { call, when }: CallPoint,
  injection: Injection,
): readonly string[] => [
  // Not with --seccomp-bpf, with which strace 6.1 injects no signals.
  ...['strace', '-f', '-y', '-o', logOf(scene), '-e', `trace=${call}`],
  ...['-e', `inject=${call}:${injection}:when=${when}`],
  ...scene.command,
]

/**
 * Whether all calls that failed in the run were calls on the output directory. The n-th call of another thread can be
 * one by which Node.js wakes its own threads, and it aborts when that fails.
 */
export const hitDirectoryOnly = (scene: Scene): boolean =>
  readFileSync(logOf(scene), 'latin1')
    .split('\n')
    .filter((line) => line.includes('(INJECTED)'))
    .every((line) => line.includes(scene.directory))
