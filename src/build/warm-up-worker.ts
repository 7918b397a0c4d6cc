/**
 * A program, see code-caches.ts: `warm-up-worker.ts DIRECTORY ROOT` makes a worker thread read all modules below ROOT
 * with the bundle in DIRECTORY, and write its cache when it ends.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { BatchQueue } from '../extract/batch-queue.ts'
import type { Task } from '../extract/protocol.ts'
import { delayOptimizing } from '../host/v8-flags.ts'
import { WORKER } from './commands.ts'

const [directory = '', root = ''] = process.argv.slice(2)

/** In CommonJS and by the built launcher, since a thread of Node.js 20 cannot load TypeScript. */
const CODE = `
const { readFileSync, writeFileSync } = require('node:fs')
const { workerData } = require('node:worker_threads')
const { cacheOf, cachePath, compile, start } = require(workerData.launcher)
const source = readFileSync(workerData.bundle)
const { script } = compile(workerData.bundle, source)
start(workerData.bundle, script)
process.on('exit', () =>
  writeFileSync(cachePath(workerData.bundle), cacheOf(source, script.createCachedData())))
`

const paths = (readdirSync(root, { recursive: true }) as string[])
  .filter((name) => /\.ko(\.|$)/.test(name))
  .map((name) => join(root, name))
// As for each command that starts threads: V8 refuses code that was made with other flags.
delayOptimizing()
const worker = new Worker(CODE, {
  eval: true,
  workerData: { launcher: join(directory, 'launcher.cjs'), bundle: join(directory, `${WORKER.name}.cjs`) },
})
const tasks: Task[] = [
  { kind: 'modinfo', paths },
  { kind: 'facts', paths, pile: new BatchQueue(paths.length).memory, thread: 1, traits: true },
]
for (const task of tasks) worker.postMessage(task)
