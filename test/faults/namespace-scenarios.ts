/** Runs that cannot see each other: in PID namespaces and network namespaces of their own, as in containers. */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '../fuzz/mutate.ts'
import { sleep, start, usualTime } from './runs.ts'
import type { Scenario } from './scenarios.ts'
import type { Scene } from './scene.ts'
import type { Tally } from './tally.ts'

const KINDS: Readonly<Record<string, readonly string[]>> = {
  PID: ['--pid', '--fork', '--kill-child', '--mount-proc'],
  network: ['--net'],
  'PID and network': ['--pid', '--fork', '--kill-child', '--mount-proc', '--net'],
}

function whyNot(options: readonly string[]): string | undefined {
  const { error, status, stderr } = spawnSync('unshare', [...options, 'true'], { encoding: 'utf8' })
  if (error) return 'unshare is not installed'
  return status === 0 ? undefined : `no namespaces here: ${stderr.trim()}`
}

const within = (options: readonly string[], command: readonly string[]): readonly string[] => [
  'unshare',
  ...options,
  ...command,
]

/** Two runs at the same time, one of them in namespaces of its own, then both. */
const besideEachOther = (kind: string, options: readonly string[], rounds: number): Scenario => ({
  name: `runs in ${kind} namespaces of their own`,
  async run({ scene, step, seed }, tally) {
    const reason = whyNot(options)
    if (reason !== undefined) return reason
    const random = seededRandom(seed)
    for (let round = 0; round < rounds; round += step) {
      scene.reset()
      const inside = within(options, scene.command)
      const first = start(inside)
      await sleep(random(40))
      const second = start(round % 2 === 0 ? inside : scene.command)
      for (const { ended } of [first, second]) {
        const end = await ended
        if (end.status !== 0 || end.stderr !== '')
          tally.complain(`round ${round}`, `status ${end.status}: ${end.stderr}`)
      }
      await judgeSet(scene, tally, `round ${round}`)
    }
    return undefined
  },
})

/** A killed run whose death the next run cannot detect: its files may stay, but no mixed set, unless it is reported. */
const killed = (kind: string, options: readonly string[], count: number): Scenario => ({
  name: `SIGKILL of a run in ${kind} namespaces`,
  async run({ scene, step, seed }, tally) {
    const reason = whyNot(options)
    if (reason !== undefined) return reason
    const random = seededRandom(seed)
    const time = (await usualTime(scene)) + 20
    for (let i = 0; i < count; i += step) {
      scene.reset()
      const { child, ended } = start(within(options, scene.command))
      const after = Math.round(time * 0.5) + random(Math.ceil(time * 0.6))
      await sleep(after)
      child.kill('SIGKILL')
      await ended
      const what = `after ${after} ms`
      await untilGone(scene)
      if ((await scene.judge()).set === 'mixed' && !(await scene.tellsMixed()))
        tally.complain(what, 'a query says nothing of the mixed set')
      const next = await start(scene.command).ended
      if (next.status !== 0) tally.complain(what, `the next run: status ${next.status}: ${next.stderr}`)
      await judgeSet(scene, tally, what)
    }
    return undefined
  },
})

/** `--kill-child` kills the child, a moment later. */
const untilGone = (_scene: Scene): Promise<void> => sleep(60)

/** Temporary names may stay if the state of their process cannot be known; the journal may not. */
async function judgeSet(scene: Scene, tally: Tally, what: string): Promise<void> {
  const { set, leftovers } = await scene.judge()
  tally.countSet(what, set)
  if (set !== 'new') tally.complain(what, `the set is ${set}`)
  const strange = leftovers.filter(
    (name) => !/^\.modules\..*\.\d+-\d+-[0-9a-z]+\.[0-9a-z]+\.(tmp|old)$/.test(name),
  )
  if (strange.length > 0) tally.complain(what, `there is ${strange.join(' ')}`)
  for (const name of leftovers) fs.rmSync(join(scene.directory, name), { force: true })
}

export const NAMESPACE_SCENARIOS: readonly Scenario[] = Object.entries(KINDS).flatMap(([kind, options]) => [
  besideEachOther(kind, options, 40),
  killed(kind, options, 40),
])
