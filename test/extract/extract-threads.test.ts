import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { isKmodError } from '../../src/base/errors.ts'
import { BatchQueue } from '../../src/extract/batch-queue.ts'
import { ExtractThreads } from '../../src/extract/extract-threads.ts'
import { unpackContent } from '../../src/extract/packed-modinfo.ts'
import type { FactsAnswer, FactsTask } from '../../src/extract/protocol.ts'
import { fromColumns } from '../../src/facts/facts-columns.ts'
import { TraitsTable } from '../../src/facts/traits-table.ts'
import { factsOf, NO_FACTS, textOfFacts } from '../facts/facts-text.ts'
import { specOf, WORKER_URL, writeModules } from './module-files.ts'

const files = writeModules(6)
const scratch = fs.mkdtempSync(join(tmpdir(), 'tskmod-worker-'))
afterAll(() => {
  files.remove()
  fs.rmSync(scratch, { recursive: true })
})

const task = (): FactsTask => ({
  kind: 'facts',
  paths: files.paths,
  pile: new BatchQueue(files.paths.length).memory,
  thread: 1,
  traits: false,
})

/** What one thread answers, and then a second time. */
async function answersOf(url: URL): Promise<(FactsAnswer | undefined)[]> {
  const threads = new ExtractThreads(url)
  try {
    threads.start(1)
    const [thread] = threads.threads
    return [await thread?.run(task()), await thread?.run(task())]
  } finally {
    await threads.stop()
  }
}

function workerOf(code: string): URL {
  const path = join(scratch, `${fs.readdirSync(scratch).length}.mjs`)
  fs.writeFileSync(path, code)
  return pathToFileURL(path)
}

it('a thread hands over the facts of all that it took from the pile, and ends', async () => {
  const [answer, again] = await answersOf(WORKER_URL)
  expect(answer?.failures.map(({ position, cause }) => [position, cause])).toEqual([[3, 'KMOD_IO']])
  expect(answer && textOfFacts(fromColumns(answer.columns))).toEqual(
    [0, 1, 2, 3, 4, 5].map((i) => (i === 3 ? NO_FACTS : factsOf(specOf(i)))),
  )
  expect(again).toBeUndefined()
})

it('a thread that finds the pile gone has no facts', async () => {
  const threads = new ExtractThreads(WORKER_URL)
  threads.start(1)
  const pile = new BatchQueue(6)
  pile.claim(0)
  const answer = await threads.threads[0]?.run({ ...task(), pile: pile.memory })
  await threads.stop()
  expect(answer && [...answer.columns.exported.starts]).toEqual([0])
})

it.each([
  ['ends', 'process.exit(5)'],
  ['throws', 'throw new RangeError("too much")'],
  ['cannot be loaded', 'this is no JavaScript'],
])('a thread that %s answers nothing, then or later', async (_, code) => {
  expect(await answersOf(workerOf(code))).toEqual([undefined, undefined])
})

it('ExtractThreads.start() adds what is missing, and stop() ends those that would go on for ever', async () => {
  const threads = new ExtractThreads(workerOf('setInterval(() => undefined, 1000)'))
  threads.start(2)
  threads.start(1)
  expect(threads.threads).toHaveLength(2)
  const waiting = threads.threads.map((thread) => thread.run(task()))
  await threads.stop()
  expect(await Promise.all(waiting)).toEqual([undefined, undefined])
})

it('a thread hands over the traits with the facts, from one pass', async () => {
  const threads = new ExtractThreads(WORKER_URL)
  threads.start(1)
  const answer = await threads.threads[0]?.run({ ...task(), traits: true })
  await threads.stop()
  const { columns, traits } = answer ?? {}
  expect(columns && textOfFacts(fromColumns(columns))[0]).toEqual(factsOf(specOf(0)))
  const order = { table: new Int32Array(6), module: Int32Array.from([0, 1, 2, 3, 4, 5]) }
  const table = traits && new TraitsTable([traits], order)
  const first = files.paths.map((_, i) => {
    const content = table?.modinfoAt(i)
    return isKmodError(content) ? content.code : content?.[0]?.value
  })
  expect(first).toEqual(['a0', 'a1', 'a2', 'KMOD_IO', 'a4', 'a5'])
})

it('a thread answers tasks of both kinds in the order in which they were sent', async () => {
  const threads = new ExtractThreads(WORKER_URL)
  try {
    threads.start(1)
    const [thread] = threads.threads
    const batches = [files.paths.slice(2, 6), files.paths.slice(0, 2)]
    const asked = batches.map((paths) => thread?.run({ kind: 'modinfo', paths }))
    const facts = await thread?.run(task())
    expect(facts?.columns.exported.starts.length).toBe(7)
    const contents = (await Promise.all(asked)).flatMap((answer) => answer?.contents ?? [])
    const aliases = contents
      .map(unpackContent)
      .map((content) => (isKmodError(content) ? content.code : content.fields[0]?.value))
    expect(aliases).toEqual(['a2', 'KMOD_IO', 'a4', 'a5', 'a0', 'a1'])
  } finally {
    await threads.stop()
  }
})
