/** The part of the host of Node.js that starts worker threads. */
import { Worker } from 'node:worker_threads'

/**
 * The thread that runs the file at `url`; `undefined` where none may be started: the system has no more threads, files or
 * memory (ERR_WORKER_INIT_FAILED, EAGAIN, EMFILE, ENOMEM), or Node.js forbids it (ERR_ACCESS_DENIED with --permission).
 * Every run goes on without.
 */
export function startWorker(url: URL): Worker | undefined {
  try {
    // No arguments of ours: `--input-type`, say, would make the thread refuse its own file.
    return new Worker(url, { execArgv: [], stdout: true, stderr: true })
  } catch (error) {
    // A wrong argument is a mistake of ours.
    if (error instanceof TypeError) throw error
    return undefined
  }
}
