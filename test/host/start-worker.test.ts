import { afterEach, expect, it, vi } from 'vitest'
import { startWorker } from '../../src/host/start-worker.ts'

const refusal = vi.hoisted(() => ({ error: undefined as Error | undefined }))

vi.mock('node:worker_threads', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:worker_threads')>()
  class Worker extends original.Worker {
    constructor(...given: ConstructorParameters<typeof original.Worker>) {
      if (refusal.error) throw refusal.error
      super(...given)
    }
  }
  return { ...original, Worker }
})

afterEach(() => {
  refusal.error = undefined
})

const url = new URL(
  'data:text/javascript,import { parentPort } from "node:worker_threads"; parentPort.postMessage(7)',
)

it('startWorker() starts a thread', async () => {
  const worker = startWorker(url)
  expect(await new Promise((resolve) => worker?.once('message', resolve))).toBe(7)
  await worker?.terminate()
})

it.each([
  ['the system has no more', new Error('EAGAIN'), 'ERR_WORKER_INIT_FAILED'],
  ['Node.js forbids it', new Error('Access to this API has been restricted'), 'ERR_ACCESS_DENIED'],
  ['there is no memory for it', new RangeError('Array buffer allocation failed'), undefined],
])('startWorker() gives none where %s', (_, error, code) => {
  refusal.error = Object.assign(error, { code })
  expect(startWorker(url)).toBeUndefined()
})

it('startWorker() lets other errors pass', () => {
  refusal.error = new TypeError('x is not a function')
  expect(() => startWorker(url)).toThrow(refusal.error)
})
