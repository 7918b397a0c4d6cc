/**
 * Where the file of a worker thread is: beside the file that asks for it, in the package and beside the built commands.
 * In the bundle of another program there is none, and a file of that name would be somebody else's: then there are no
 * threads, and everything is read on the main one.
 */

/** The files that have a worker beside them. */
const OWN = /\/(extract\/extract-threads|describe\/content-worker)\.[jt]s$|\/commands\/[\w-]+\.cjs$/

/** @param own import.meta.url, which is undefined in a bundle that is CommonJS */
export const workerUrlBeside = (relative: string, own: string | undefined): URL | undefined =>
  own !== undefined && OWN.test(own) ? new URL(relative, own) : undefined
