/** A worker thread: answers each batch as it comes, and hands over all facts at the end. */
import { parentPort } from 'node:worker_threads'
import { transferList } from '../facts/facts-columns.ts'
import { nodeHost } from '../host/node-host.ts'
import { BatchExtractor } from './extract-batch.ts'
import type { FromWorker, ToWorker } from './protocol.ts'

const port = parentPort
if (!port) throw new Error('worker.js is not a program: it runs as a worker thread of tskmod')

const extractor = new BatchExtractor(nodeHost)
const answer = (message: FromWorker, transfer: ArrayBuffer[] = []): void =>
  port.postMessage(message, transfer)

/** Batches are worked off one after the other, although extracting is asynchronous. */
let working = Promise.resolve()

port.on('message', (message: ToWorker) => {
  working = working.then(async () => {
    if (message.type === 'extract') {
      answer({ type: 'extracted', failures: await extractor.extract(message.paths) })
      return
    }
    const columns = extractor.columns()
    answer({ type: 'facts', columns }, transferList(columns))
    port.close()
  })
})
