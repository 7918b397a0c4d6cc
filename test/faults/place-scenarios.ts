/** Puts links, FIFOs and worse in every place that is read or written. */
import * as fs from 'node:fs'
import { join } from 'node:path'
import { OUTPUT_NAMES } from '../../src/indexes/outputs.ts'
import { JOURNAL_NAME } from '../../src/publish/journal.ts'
import { start } from './runs.ts'
import type { Scenario } from './scenarios.ts'
import { changesBetween, type Snapshot, snapshotOf } from './snapshot.ts'
import type { Tally } from './tally.ts'
import {
  DEPMOD,
  INPUTS,
  INSTALLER,
  inModuleDir,
  KINDS,
  MARK,
  makeTemplate,
  READ_DIRECTORIES,
  READ_FILES,
  READERS,
  type Subject,
  spoil,
  WRITTEN_DIRECTORIES,
} from './world.ts'

/** Two sides of a pipe, one of them this process: the number of concurrent runs. */
const AT_ONCE = 2

interface Case {
  readonly place: string
  readonly kind: string
  readonly subject: Subject
}

const casesOf = (
  places: readonly string[],
  subjects: readonly Subject[],
  isMeant: (subject: Subject, kind: string) => boolean = () => true,
): Case[] =>
  places.flatMap((place) =>
    Object.keys(KINDS).flatMap((kind) =>
      subjects.filter((subject) => isMeant(subject, kind)).map((subject) => ({ place, kind, subject })),
    ),
  )

/** The drop-ins follow links of directories on the machine, as kmod does. */
const keepsToRoot = ({ isDropIn }: Subject, kind: string): boolean =>
  isDropIn !== true || !kind.includes('link')

const inPlaces = (name: string, cases: readonly Case[]): Scenario => ({
  name,
  async run({ scene, step }, tally) {
    const template = join(scene.top, 'template')
    if (!fs.existsSync(template)) makeTemplate(template)
    const waiting = cases.filter((_, i) => i % step === 0)
    const work = async (worker: number): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift())
        await meet(tally, template, join(scene.top, `world-${worker}`), next)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, (_, worker) => work(worker)))
    return undefined
  },
})

async function meet(
  tally: Tally,
  template: string,
  top: string,
  { place, kind, subject }: Case,
): Promise<void> {
  fs.rmSync(top, { recursive: true, force: true })
  fs.cpSync(template, top, { recursive: true, verbatimSymlinks: true })
  spoil(top, place, kind)
  const before = snapshotOf(join(top, 'outside'))
  const { ended, output } = start(subject.command(top))
  const end = await ended
  const what = `${subject.name}, ${place} is ${kind}`
  tally.countRun(what, end, changesBetween(before, snapshotOf(join(top, 'outside'))))
  if (subject.isDropIn !== true && output().includes(MARK)) tally.complain(what, 'it prints what is outside')
  if (subject === INSTALLER && bringsIn(snapshotOf(join(top, 'image')), join(top, 'image')))
    tally.complain(what, 'a file from outside is in the image')
}

const bringsIn = (image: Snapshot, directory: string): boolean =>
  [...image.keys()]
    .map((name) => join(directory, name))
    .some((path) => fs.lstatSync(path).isFile() && fs.readFileSync(path, 'latin1').includes(MARK))

const INDEXES = [...OUTPUT_NAMES, JOURNAL_NAME]

export const PLACE_SCENARIOS: readonly Scenario[] = [
  inPlaces('a place that is read is no file', casesOf(READ_FILES, READERS)),
  inPlaces(
    'an index is no file',
    casesOf(
      INDEXES.map((name) => inModuleDir('root', name)),
      [...READERS, DEPMOD],
    ),
  ),
  inPlaces(
    'a directory that is read is something else, or elsewhere',
    casesOf(READ_DIRECTORIES, READERS, keepsToRoot),
  ),
  inPlaces(
    'a place in an image is taken',
    casesOf(
      [
        ...WRITTEN_DIRECTORIES,
        ...[...INDEXES, ...INPUTS, 'updates/drivers/md/dm-mod.ko'].map((name) => inModuleDir('image', name)),
      ],
      [INSTALLER],
    ),
  ),
]
