/**
 * Replaces node:worker_threads in a command that is one file (bundle-standalone.ts): every worker is started from that
 * file, and `workerData` says which one it is. Only the functions in use are here.
 */
import type * as threads from 'node:worker_threads'

// Not by import, since the name itself leads here.
const real = process.getBuiltinModule('node:worker_threads') as typeof threads

export const { isMainThread, parentPort, workerData } = real

export class Worker extends real.Worker {
  constructor(asked: URL, options?: threads.WorkerOptions) {
    super(__filename, { ...options, workerData: asked.pathname })
  }
}
