import { afterEach, expect, it, vi } from 'vitest'
import { layOut } from '../../src/graph-page/graph-layout.ts'
import { startLayout } from '../../src/graph-page/start-layout.ts'

const REQUEST = {
  boxes: ['a', 'b'].map((id) => ({ id, width: 80, height: 32 })),
  lines: [{ id: 'a b', from: 'a', to: 'b' }],
  aspect: 1,
}
const EXPECTED = layOut(REQUEST, () => {})

/** As much of a browser's Worker as is used here: a test answers in its place. */
class TestWorker extends EventTarget {
  static readonly made: TestWorker[] = []
  readonly requests: unknown[] = []
  isTerminated = false

  constructor() {
    super()
    TestWorker.made.push(this)
  }

  postMessage(request: unknown): void {
    this.requests.push(request)
  }

  terminate(): void {
    this.isTerminated = true
  }

  answer(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }))
  }
}

const inBrowser = (worker: unknown): void => {
  vi.stubGlobal('LAYOUT_WORKER', 'the script of the worker')
  vi.stubGlobal('Worker', worker)
}

afterEach(() => {
  vi.unstubAllGlobals()
  TestWorker.made.length = 0
})

it('asks a worker, passes its steps on, and ends it', async () => {
  inBrowser(TestWorker)
  const steps: string[] = []
  const promise = startLayout(REQUEST, (done, total) => steps.push(`${done}/${total}`))
  const [worker] = TestWorker.made
  expect(worker?.requests).toEqual([REQUEST])
  worker?.answer({ kind: 'step', done: 1, total: 2 })
  worker?.answer({ kind: 'layout', layout: EXPECTED })
  expect(await promise).toBe(EXPECTED)
  expect(steps).toEqual(['1/2'])
  expect(worker?.isTerminated).toBe(true)
})

it('ends the worker of an earlier request', () => {
  inBrowser(TestWorker)
  void startLayout(REQUEST, () => {})
  void startLayout(REQUEST, () => {})
  expect(TestWorker.made.map(({ isTerminated }) => isTerminated)).toEqual([true, false])
})

it('lays out in the page if the worker fails', async () => {
  inBrowser(TestWorker)
  const promise = startLayout(REQUEST, () => {})
  TestWorker.made[0]?.dispatchEvent(new Event('error'))
  expect(await promise).toEqual(EXPECTED)
  expect(TestWorker.made[0]?.isTerminated).toBe(true)
})

it('lays out in the page if there may be no worker', async () => {
  inBrowser(
    class {
      constructor() {
        throw new DOMException('no workers from blobs here', 'SecurityError')
      }
    },
  )
  const steps: number[] = []
  expect(await startLayout(REQUEST, (done) => steps.push(done))).toEqual(EXPECTED)
  expect(steps.length).toBeGreaterThan(0)
})
