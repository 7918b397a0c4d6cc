/** The part of the host of Node.js that starts worker threads. */
import { Worker } from 'node:worker_threads'

/** The system has no more threads to give; Node.js may start none (`--permission` without `--allow-worker`). */
const NO_THREAD: readonly (string | undefined)[] = ['ERR_WORKER_INIT_FAILED', 'ERR_ACCESS_DENIED']

/** The thread that runs the file at `url`; `undefined` where the system has no more threads to give. */
export function startWorker(url: URL): Worker | undefined {
  try {
    // No arguments of ours: `--input-type`, say, would make the thread refuse its own file.
    return new Worker(url, { execArgv: [], stdout: true, stderr: true })
  } catch (error) {
    if (!NO_THREAD.includes((error as NodeJS.ErrnoException).code)) throw error
    return undefined
  }
}
