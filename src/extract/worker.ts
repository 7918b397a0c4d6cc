/** A worker thread: reads modules from the pile that it is shown, and hands over all facts when that is gone. */
import { parentPort } from 'node:worker_threads'
import { copyOf, transferList } from '../facts/facts-columns.ts'
import { nodeHost } from '../host/node-host.ts'
import { BatchQueue } from './batch-queue.ts'
import { BatchExtractor } from './extract-batches.ts'
import type { FromWorker, ToWorker } from './protocol.ts'

const port = parentPort
if (!port) throw new Error('worker.js is not a program: it runs as a worker thread of tskmod')

port.once('message', async ({ paths, pile, thread, exportsAre }: ToWorker) => {
  const extractor = new BatchExtractor(nodeHost, paths, exportsAre)
  await extractor.extractFrom(new BatchQueue(paths.length, pile), thread)
  const columns = copyOf(extractor.columns())
  const answer: FromWorker = { columns, failures: extractor.failures }
  port.postMessage(answer, transferList(columns))
  port.close()
})
