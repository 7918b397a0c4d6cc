import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Batch, BatchQueue } from '../../src/extract/batch-queue.ts'

const positionsOf = (batches: readonly Batch[]): number[] =>
  batches.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i))

const upTo = (size: number): number[] => Array.from({ length: size }, (_, i) => i)

it('BatchQueue gives each module to one thread, whoever asks in whatever turn', () => {
  fc.assert(
    fc.property(fc.nat(100), fc.array(fc.nat(2)), (size, turns) => {
      const pile = new BatchQueue(size)
      const views = [pile, new BatchQueue(size, pile.memory), new BatchQueue(size, pile.memory)]
      const taken: Batch[][] = [[], [], []]
      const take = (thread: number): boolean => {
        const batch = views[thread]?.claim(thread)
        if (batch) taken[thread]?.push(batch)
        return batch !== undefined
      }
      for (const thread of turns) take(thread)
      while (take(0)) {}
      expect(positionsOf(taken.flat()).sort((a, b) => a - b)).toEqual(upTo(size))
      for (const [thread, batches] of taken.entries()) expect(pile.claimedBy(thread)).toEqual(batches)
    }),
  )
})

it('BatchQueue counts the modules that are done, in any thread', () => {
  const pile = new BatchQueue(19)
  const other = new BatchQueue(19, pile.memory)
  const [first, second, third] = [pile.claim(0), other.claim(1), pile.claim(0)]
  if (!first || !second || !third) throw new Error('19 modules are three batches')
  expect(BatchQueue.batchCount(19)).toBe(3)
  expect(pile.done).toBe(0)
  pile.finish(first)
  other.finish(second)
  expect([pile.done, other.done]).toEqual([16, 16])
  pile.finish(third)
  expect(other.done).toBe(19)
})

it('BatchQueue of nothing has nothing to give', () => {
  const pile = new BatchQueue(0)
  expect(pile.claim(0)).toBeUndefined()
  expect(pile.claimedBy(0)).toEqual([])
})

it('BatchQueue lets threads that run at the same time never have the same batch', async () => {
  const size = 20_000
  const pile = new BatchQueue(size)
  const built = JSON.stringify(new URL('../../dist/extract/batch-queue.js', import.meta.url).href)
  const code = `import(${built}).then(({ BatchQueue }) => {
    const { workerData, parentPort } = require('node:worker_threads')
    const pile = new BatchQueue(${size}, workerData.memory)
    let count = 0
    while (pile.claim(workerData.thread)) count++
    parentPort.postMessage(count)
  })`
  const counts = await Promise.all(
    [1, 2, 3].map(
      (thread) =>
        new Promise<number>((resolve, reject) => {
          const worker = new Worker(code, { eval: true, workerData: { memory: pile.memory, thread } })
          worker.once('message', resolve)
          worker.once('error', reject)
        }),
    ),
  )
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(BatchQueue.batchCount(size))
  expect([1, 2, 3].map((thread) => pile.claimedBy(thread).length)).toEqual(counts)
})
