/** The part of the Node.js host that starts worker threads. */
import { Worker } from 'node:worker_threads'

/**
 * Starts a thread that runs the file at `url`; returns `undefined` without a file, or if the thread cannot be started:
 * the system has no more threads, files or memory (ERR_WORKER_INIT_FAILED, EAGAIN, EMFILE, ENOMEM), or Node.js denies
 * it (ERR_ACCESS_DENIED with --permission). Every run can go on without.
 */
export function startWorker(url: URL | undefined): Worker | undefined {
  if (url === undefined) return undefined
  try {
    // Do not pass on our own arguments: `--input-type`, for example, would make the thread refuse its file.
    return new Worker(url, { execArgv: [], stdout: true, stderr: true })
  } catch (error) {
    // A wrong argument is a bug of ours.
    if (error instanceof TypeError) throw error
    return undefined
  }
}
