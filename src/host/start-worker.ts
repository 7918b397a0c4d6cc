/** The part of the host of Node.js that starts worker threads. */
import { Worker } from 'node:worker_threads'

/** The thread that runs the file at `url`; `undefined` without a file, or if the system has no more threads to give. */
export function startWorker(url: URL | undefined): Worker | undefined {
  if (url === undefined) return undefined
  try {
    // No arguments of ours: `--input-type`, say, would make the thread refuse its own file.
    return new Worker(url, { execArgv: [], stdout: true, stderr: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_INIT_FAILED') throw error
    return undefined
  }
}
