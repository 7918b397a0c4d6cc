/** A worker thread: executes the tasks that it receives (protocol.ts), one after the other. */
import { parentPort } from 'node:worker_threads'
import { copyOf, transferList } from '../facts/facts-columns.ts'
import { threadHost } from '../host/thread-paths.ts'
import { BatchQueue } from './batch-queue.ts'
import { BatchExtractor } from './extract-batches.ts'
import { ModinfoReader } from './modinfo-reader.ts'
import { type PackedContent, packContent } from './packed-modinfo.ts'
import type { FactsAnswer, FactsTask, ModinfoAnswer, ModinfoTask, Task } from './protocol.ts'

const port = parentPort
if (!port) throw new Error('worker.js is not a program: it runs as a worker thread of tskmod')

/** Tasks are executed one at a time, although reading is asynchronous. */
let working = Promise.resolve()
let reader: ModinfoReader | undefined

port.on('message', (task: Task) => {
  working = working.then(() => perform(task))
})

async function perform(task: Task): Promise<void> {
  switch (task.kind) {
    case 'facts':
      return readFacts(task)
    case 'modinfo':
      return readModinfo(task)
    case 'expand': {
      // Most threads never need it.
      const { answerExpandTask } = await import('./expand-blocks.ts')
      port?.postMessage(answerExpandTask(task))
    }
  }
}

async function readFacts({ paths, pile, thread, traits, exportsAre }: FactsTask): Promise<void> {
  const extractor = new BatchExtractor(threadHost, paths, {
    traits,
    ...(exportsAre && { exportsAre }),
  })
  await extractor.extractFrom(new BatchQueue(paths.length, pile), thread)
  const columns = copyOf(extractor.columns())
  const known = extractor.traits()
  const answer: FactsAnswer = {
    columns,
    failures: extractor.failures,
    ...(known && { traits: known }),
  }
  const buffers = transferList(columns)
  if (known) buffers.push(known.words.buffer as ArrayBuffer, known.text.buffer as ArrayBuffer)
  port?.postMessage(answer, buffers)
  // The memory of the thread is freed before the main thread makes the outputs.
  port?.close()
}

async function readModinfo({ paths }: ModinfoTask): Promise<void> {
  reader ??= new ModinfoReader(threadHost)
  const contents: PackedContent[] = []
  for (const path of paths) contents.push(packContent(await reader.read(path)))
  port?.postMessage({ contents } satisfies ModinfoAnswer)
}
