import { expect, it } from 'vitest'
import { inSequence, pause, pauseEach, workOptionsOf } from '../../src/base/interruption.ts'

it('inSequence() counts on in the next work', () => {
  const seen: string[] = []
  const next = inSequence({ onProgress: (done, total) => seen.push(`${done}/${total}`) })
  for (const total of [2, 3]) {
    const { onProgress } = next()
    onProgress?.(0, total)
    onProgress?.(total, total)
  }
  expect(seen).toEqual(['0/2', '2/2', '2/5', '5/5'])
  expect(inSequence({})()).toEqual({})
})

it('lets an abort in between through, with the reason of the signal', async () => {
  const stop = new AbortController()
  const reason = new Error('enough')
  setImmediate(() => stop.abort(reason))
  await expect(pause(stop.signal)).rejects.toBe(reason)
  await expect(pause(stop.signal)).rejects.toBe(reason)
})

it('goes on without a signal, and with one that is not aborted', async () => {
  await pause(undefined)
  await pause(new AbortController().signal)
})

it('pauses once for many rounds, and never without a signal', async () => {
  const round = pauseEach(3, new AbortController().signal)
  const pauses = [1, 2, 3, 4, 5, 6].map(() => round() !== undefined)
  expect(pauses).toEqual([false, false, true, false, false, true])
  expect(pauseEach(1, undefined)()).toBeUndefined()
})

it('picks the options of the work', () => {
  const { signal } = new AbortController()
  const onProgress = (): void => {}
  expect(workOptionsOf({ signal, onProgress, other: 1 } as object)).toEqual({ signal, onProgress })
  expect(workOptionsOf({})).toEqual({})
})
