import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { isKmodError } from '../../src/base/errors.ts'
import { ContentWorker } from '../../src/extract/modinfo-thread.ts'
import { writeModules } from '../extract/module-files.ts'
import { tempTree } from '../support/temp-tree.ts'

const WORKER_URL = new URL('../../dist/extract/modinfo-worker.js', import.meta.url)

const workerOf = (code: string): ContentWorker =>
  new ContentWorker(pathToFileURL(`${tempTree({ 'worker.mjs': code })}/worker.mjs`))

const PRELUDE = "import { parentPort as port } from 'node:worker_threads'\n"

it('ContentWorker answers batches in the order in which they were sent', async () => {
  const files = writeModules(6)
  const worker = new ContentWorker(WORKER_URL)
  try {
    const batches = [files.paths.slice(2, 6), files.paths.slice(0, 2)]
    const [first = [], second = []] = await Promise.all(batches.map((paths) => worker.read(paths)))
    const aliases = [...first, ...second].map((content) =>
      isKmodError(content) ? content.code : content.fields[0]?.value,
    )
    expect(aliases).toEqual(['a2', 'KMOD_IO', 'a4', 'a5', 'a0', 'a1'])
  } finally {
    await worker.stop()
    files.remove()
  }
})

it.each([
  ['throws', `${PRELUDE}port.on('message', () => { throw new Error('dead') })`],
  ['ends', `${PRELUDE}port.on('message', () => process.exit(0))`],
  ['cannot even be loaded', 'this is no JavaScript'],
])('ContentWorker answers nothing when the thread %s, then or later', async (_, code) => {
  const worker = workerOf(code)
  expect(await Promise.all([worker.read(['/a']), worker.read(['/b'])])).toEqual([undefined, undefined])
  expect(worker.isAlive).toBe(false)
  expect(await worker.read(['/c'])).toBeUndefined()
  await worker.stop()
})

it('ContentWorker answers nothing when it is stopped meanwhile', async () => {
  const worker = workerOf(`${PRELUDE}port.on('message', () => {})`)
  const answer = worker.read(['/a'])
  await worker.stop()
  expect(await answer).toBeUndefined()
})
