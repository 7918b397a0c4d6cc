/** Runs that meet a fault, and the judgement of their results. */
import { type ChildProcess, spawn } from 'node:child_process'
import type { Scene } from './scene.ts'
import type { Ended, Tally } from './tally.ts'

/** A run that does not end by itself is a bug of ours. */
const LONGEST_MS = 60_000

export interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Its output so far. */
  readonly output: () => string
}

export function start(command: readonly string[]): Started {
  const [program = '', ...args] = command
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let stderr = ''
  let stdout = ''
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('latin1')
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('latin1')
  })
  let hangs = false
  const hanging = setTimeout(() => {
    hangs = true
    child.kill('SIGKILL')
  }, LONGEST_MS)
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (status, signal) => {
      clearTimeout(hanging)
      resolve({ status, signal, stderr, hangs })
    })
  })
  return { child, ended, output: () => stdout + stderr }
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** How long a run without faults takes, in ms. */
export async function usualTime(scene: Scene): Promise<number> {
  scene.reset()
  const begin = performance.now()
  await start(scene.command).ended
  return performance.now() - begin
}

/** Queries must report what a killed run left, where it matters, and the next run must remove it. */
async function checkNextRun(scene: Scene, tally: Tally, what: string, isMixed: boolean): Promise<void> {
  if (isMixed && !(await scene.tellsMixed())) tally.complain(what, 'a query says nothing of the mixed set')
  const { status, stderr } = await start(scene.command).ended
  const { set, leftovers } = await scene.judge()
  if (status !== 0 || set !== 'new')
    tally.complain(what, `the next run: status ${status}, ${set} set, ${stderr}`)
  if (leftovers.length > 0) tally.complain(what, `the next run leaves ${leftovers.join(' ')}`)
}

/** @param mayLeave whether it may leave temporary files and, killed between its renames, a mixed set */
export async function judgeRun(
  scene: Scene,
  tally: Tally,
  what: string,
  ended: Ended,
  mayLeave: boolean = ended.signal === 'SIGKILL',
): Promise<void> {
  const judgement = await scene.judge()
  const { set, leftovers } = judgement
  tally.count(what, judgement, ended)
  if (ended.hangs) tally.complain(what, 'the run does not end')
  if (!mayLeave && leftovers.length > 0) tally.complain(what, `it leaves ${leftovers.join(' ')}`)
  if (!mayLeave && set === 'mixed') tally.complain(what, 'the set is mixed')
  if (mayLeave && (leftovers.length > 0 || set === 'mixed'))
    await checkNextRun(scene, tally, what, set === 'mixed')
}
