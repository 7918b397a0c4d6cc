import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { ExtractWorker } from '../../src/extract/worker-pool.ts'
import { mergeFacts } from '../../src/facts/facts-columns.ts'
import { factsOf, NO_FACTS, textOfFacts } from '../facts/facts-text.ts'
import { specOf, WORKER_URL, writeModules } from './module-files.ts'

const files = writeModules(6)
const scratch = fs.mkdtempSync(join(tmpdir(), 'tskmod-worker-'))
afterAll(() => {
  files.remove()
  fs.rmSync(scratch, { recursive: true })
})

function workerOf(code: string): ExtractWorker {
  const path = join(scratch, `${fs.readdirSync(scratch).length}.mjs`)
  fs.writeFileSync(path, code)
  return new ExtractWorker(pathToFileURL(path))
}

it('ExtractWorker answers batches in the order in which they were sent, and hands over all facts at the end', async () => {
  const worker = new ExtractWorker(WORKER_URL)
  const batches = [files.paths.slice(2, 6), files.paths.slice(0, 2)]
  const [first, second] = await Promise.all(batches.map((paths) => worker.extract(paths)))
  expect(first?.map(({ position, cause }) => [position, cause])).toEqual([[1, 'KMOD_IO']])
  expect(second).toEqual([])
  const columns = await worker.finish()
  const positions = [4, 5, 0, 1, 2, 3].map((module) => ({ table: 0, module }))
  expect(textOfFacts(mergeFacts([columns], positions))).toEqual(
    [0, 1, 2, 3, 4, 5].map((i) => (i === 3 ? NO_FACTS : factsOf(specOf(i)))),
  )
})

it('ExtractWorker gives no facts when it was given no batch', async () => {
  const { exported } = await new ExtractWorker(WORKER_URL).finish()
  expect([...exported.starts]).toEqual([0])
})

it('ExtractWorker refuses all that wait when its thread ends, and all that come later', async () => {
  const worker = workerOf('process.exit(5)')
  const waiting = [worker.extract([]), worker.extract([]), worker.finish()]
  for (const result of await Promise.allSettled(waiting))
    expect(result).toEqual({ status: 'rejected', reason: new Error('a worker thread ended with status 5') })
  await expect(worker.extract([])).rejects.toThrow('a worker thread ended with status 5')
})

it('ExtractWorker tells the error that ended its thread', async () => {
  await expect(workerOf('throw new RangeError("too much")').finish()).rejects.toThrow('too much')
})

it('ExtractWorker refuses an answer out of turn', async () => {
  const worker = workerOf(`
    import { parentPort } from 'node:worker_threads'
    parentPort.once('message', () => parentPort.postMessage({ type: 'extracted', failures: [] }))`)
  await expect(worker.finish()).rejects.toThrow('a worker thread answered out of turn')
  await worker.stop()
})

it('ExtractWorker.stop() ends a thread that would go on for ever', async () => {
  const worker = workerOf('setInterval(() => undefined, 1000)')
  const waiting = worker.extract([])
  const refused = expect(waiting).rejects.toThrow('a worker thread ended with status')
  await worker.stop()
  await refused
})
