/** Single files that are written next to what a killed run has left, and where no file can be. */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { join, resolve } from 'node:path'
import { JOURNAL_NAME } from '../../src/publish/journal.ts'
import { seededRandom } from '../fuzz/mutate.ts'
import { sleep, start } from './runs.ts'
import type { Scenario } from './scenarios.ts'
import { type FileSet, RELEASE, type Scene } from './scene.ts'
import { snapshotOf } from './snapshot.ts'
import { callPoints, whyNoStrace, withFault } from './strace.ts'
import type { Tally } from './tally.ts'

const TSKMOD = resolve(import.meta.dirname, '../../bin/tskmod.cjs')
const tskmod = (...args: string[]): readonly string[] => [process.execPath, TSKMOD, ...args]

/** Commands that write one file into a module directory. */
const WRITERS: readonly ((directory: string, root: string) => readonly string[])[] = [
  (directory) =>
    tskmod('index', 'convert', `${directory}/modules.alias.bin`, '--output', `${directory}/old-layout.bin`),
  (directory) =>
    tskmod(
      'index',
      'convert',
      `${directory}/modules.symbols.bin`,
      '--layout',
      'post-order',
      '--output',
      `${directory}/x`,
    ),
  (directory, root) =>
    tskmod('graph', 'dm-mod', '--root', root, '--kernel', RELEASE, '--output', `${directory}/modules.dot`),
]

/** Removes the output of the writers. */
const removeWritten = (directory: string): void => {
  for (const name of ['old-layout.bin', 'x', 'modules.dot']) fs.rmSync(join(directory, name), { force: true })
}

/** System calls that put files in place, and the last ones before. */
const PLACING = ['rename', 'renameat', 'renameat2', 'link', 'linkat', 'unlink', 'unlinkat', 'fsync']

const besideKilled: Scenario = {
  name: 'a single file beside a killed run',
  async run({ scene, step }, tally) {
    const reason = whyNoStrace()
    if (reason !== undefined) return reason
    const points = callPoints(scene).filter(({ call }) => PLACING.includes(call))
    let met = 0
    for (const point of points)
      for (const writer of WRITERS) {
        if (met++ % step !== 0) continue
        scene.reset()
        await start(withFault(scene, point, 'signal=KILL')).ended
        await writeBeside(
          scene,
          tally,
          `killed at ${point.call} ${point.when}, file ${met % WRITERS.length}`,
          writer,
        )
      }
    return undefined
  },
}

async function writeBeside(
  scene: Scene,
  tally: Tally,
  what: string,
  writer: (typeof WRITERS)[number],
): Promise<void> {
  const before = await scene.judge()
  const hadJournal = fs.existsSync(join(scene.directory, JOURNAL_NAME))
  const ended = await start(writer(scene.directory, join(scene.top, 'root'))).ended
  removeWritten(scene.directory)
  const after = await scene.judge()
  tally.countSingle(what, ended, after.set)
  if (before.set !== after.set) tally.complain(what, `the ${before.set} set became ${after.set}`)
  if (before.leftovers.join(' ') !== after.leftovers.join(' '))
    tally.complain(what, `it leaves ${after.leftovers.join(' ')} of ${before.leftovers.join(' ')}`)
  if (hadJournal && before.set === 'mixed' && !(await scene.tellsMixed()))
    tally.complain(what, 'a query says nothing of the mixed set')
  await expectRepair(scene, tally, what)
}

async function expectRepair(scene: Scene, tally: Tally, what: string): Promise<void> {
  const { status, stderr } = await start(scene.command).ended
  const { set, leftovers } = await scene.judge()
  if (status !== 0 || set !== ('new' satisfies FileSet))
    tally.complain(what, `the next run: status ${status}, ${set} set, ${stderr}`)
  if (leftovers.length > 0) tally.complain(what, `the next run leaves ${leftovers.join(' ')}`)
}

/** The file is complete or unchanged. */
const killedItself = (signal: NodeJS.Signals, count: number): Scenario => ({
  name: `${signal} of a run that replaces one index`,
  async run({ scene, step, seed }, tally) {
    const random = seededRandom(seed)
    const path = join(scene.directory, 'modules.alias.bin')
    const command = tskmod('index', 'convert', path, '--layout', 'post-order', '--output', path)
    scene.reset()
    const old = fs.readFileSync(path)
    const begin = performance.now()
    await start(command).ended
    const time = performance.now() - begin
    const converted = fs.readFileSync(path)
    for (let i = 0; i < count; i += step) {
      scene.reset()
      const { child, ended } = start(command)
      const after = random(Math.ceil(time * 1.1))
      await sleep(after)
      child.kill(signal)
      const end = await ended
      const found = fs.readFileSync(path)
      const isWhole = found.equals(old) || found.equals(converted)
      tally.countSingle(`after ${after} ms`, end, isWhole ? 'old' : 'lost')
      await expectRepair(scene, tally, `after ${after} ms`)
    }
    return undefined
  },
})

/** Possible targets of `--output`, and what must exist afterwards. */
const TARGETS: Readonly<Record<string, (path: string, top: string) => void>> = {
  'a FIFO that nobody reads': (path) => void spawnSync('mkfifo', [path]),
  'a link to a FIFO': (path) => {
    spawnSync('mkfifo', [`${path}-fifo`])
    fs.symlinkSync(`${path}-fifo`, path)
  },
  'a link to /dev/full': (path) => fs.symlinkSync('/dev/full', path),
  'a link to /dev/null': (path) => fs.symlinkSync('/dev/null', path),
  'a link into a missing directory': (path) => fs.symlinkSync('missing/x', path),
  'a link to itself': (path) => fs.symlinkSync('target', path),
  'a directory': (path) => fs.mkdirSync(path),
  'below a file': (path) => fs.writeFileSync(path.slice(0, path.lastIndexOf('/')), ''),
}

/** Neither replaced nor is anything new created next to it. */
const unusualTargets: Scenario = {
  name: 'an --output that is no regular file',
  async run({ scene }, tally) {
    scene.reset()
    for (const [kind, make] of Object.entries(TARGETS))
      for (const [i, writer] of WRITERS.entries()) {
        const place = join(scene.top, 'targets')
        fs.rmSync(place, { recursive: true, force: true })
        if (kind !== 'below a file') fs.mkdirSync(place)
        make(join(place, 'target'), scene.top)
        const before = snapshotOf(place)
        const command = writer(scene.directory, join(scene.top, 'root')).slice(0, -1)
        const ended = await start([...command, join(place, 'target'), ...dotFormat(i)]).ended
        const changes = [...snapshotOf(place)].filter(([name, what]) => before.get(name) !== what)
        tally.countRun(
          `${kind}, file ${i}`,
          ended,
          changes.map(([name]) => name),
        )
      }
    return undefined
  },
}

/** Where the name does not say it. */
const dotFormat = (writer: number): readonly string[] => (writer === 2 ? ['--format', 'dot'] : [])

export const SINGLE_FILE_SCENARIOS: readonly Scenario[] = [
  besideKilled,
  killedItself('SIGKILL', 60),
  killedItself('SIGTERM', 30),
  unusualTargets,
]
