/**
 * Stands for node:worker_threads in a command that is one file (bundle-standalone.ts): whatever worker is asked for, it
 * is started from that file, and told by `workerData` which one it is to be. Only what is used of the module is here.
 */
import type * as threads from 'node:worker_threads'

// By this way, since the name itself leads here.
const real = process.getBuiltinModule('node:worker_threads') as typeof threads

export const { isMainThread, parentPort, workerData } = real

export class Worker extends real.Worker {
  constructor(asked: URL, options?: threads.WorkerOptions) {
    super(__filename, { ...options, workerData: asked.pathname })
  }
}
