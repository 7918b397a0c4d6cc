/** A worker thread: answers each batch of paths as it comes. */
import { parentPort } from 'node:worker_threads'
import { nodeHost } from '../host/node-host.ts'
import { ContentReader } from './modinfo-reader.ts'
import { type FromWorker, type PackedContent, packContent, type ToWorker } from './packed-modinfo.ts'

const port = parentPort
if (!port) throw new Error('worker.js is not a program: it runs as a worker thread of tskmod')

const reader = new ContentReader(nodeHost)
/** Batches are worked off one after the other, although reading is asynchronous. */
let working = Promise.resolve()

port.on('message', ({ paths }: ToWorker) => {
  working = working.then(async () => {
    const contents: PackedContent[] = []
    for (const path of paths) contents.push(packContent(await reader.read(path)))
    port.postMessage({ contents } satisfies FromWorker)
  })
})
