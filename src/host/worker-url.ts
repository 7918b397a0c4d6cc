/**
 * The location of the file of a worker thread: next to the file that uses it, in the package and among the built
 * commands. The bundle of another program has no such file, and one of that name would not be ours: then there are no
 * threads, and everything is read on the main thread.
 */

/** The files that have a worker next to them. */
const OWN = /\/(extract\/extract-threads|describe\/content-worker)\.[jt]s$|\/commands\/[\w-]+\.cjs$/

/** @param own import.meta.url, which is undefined in a CommonJS bundle */
export const workerUrlBeside = (relative: string, own: string | undefined): URL | undefined =>
  own !== undefined && OWN.test(own) ? new URL(relative, own) : undefined
