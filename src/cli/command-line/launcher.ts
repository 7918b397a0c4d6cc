/**
 * Starts a built command. Each is one file (build/bundle-commands.ts), and beside it can lie what V8 made of that file
 * when the package was built (build/code-caches.ts): the code of every function that a usual run calls, ready to run.
 * Without it, reading the text again takes longer than most queries.
 *
 * So it is with what a worker thread runs (worker.js, see build/bundle-commands.ts).
 *
 *   <command>.cjs                                the bundle
 *   <command>.<Node.js version>-<arch>.cache     the bundle once more, then V8's data twice
 *
 * V8 does not check its data, and damage in them crashes the process: what is damaged differs from its other copy. To
 * compare 250 KB takes 0.05 ms; a checksum takes 1.6 ms with node:zlib, which must be loaded, and 4 ms without.
 *
 * The data count only for the very bytes they were made of, for the same Node.js, and when V8 takes them: it looks at
 * its own version and flags. Else the bundle alone does the same, a little later. Nothing is ever written here; who
 * wants a cache with another Node.js can have its own by NODE_COMPILE_CACHE (Node.js 22.1 and later).
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'

export interface Command {
  /** @returns the exit status */
  main(argv: readonly string[]): Promise<number>
}

/** What a bundle in CommonJS is called with. */
type Bundle = (
  exports: object,
  require: NodeJS.Require,
  module: { exports: object },
  filename: string,
  dirname: string,
) => void

export const cachePath = (bundlePath: string): string =>
  bundlePath.replace(/\.cjs$/, `.${process.version}-${process.arch}.cache`)

/** Runs the command `name`, which lies beside the built launcher, with the arguments of this process. */
export const launch = (name: string): Promise<number> => (load(name) as Command).main(process.argv)

/** What the bundle `name` exports, which lies beside the built launcher. */
export function load(name: string): object {
  const path = join(import.meta.dirname, `${name}.cjs`)
  return loadCached(path) ?? (createRequire(path)(path) as object)
}

/** The bundle as its cache has it; `undefined` when there is none that counts. */
export function loadCached(path: string): object | undefined {
  const cache = readCache(cachePath(path))
  if (cache === undefined) return undefined
  const source = readFileSync(path)
  const data = dataIn(cache, source)
  if (data === undefined) return undefined
  const { script, isRejected } = compile(path, source, data)
  return isRejected ? undefined : start(path, script)
}

/** The content of a cache, see above. */
export const cacheOf = (source: Buffer, data: Buffer): Buffer => Buffer.concat([source, data, data])

/** V8's data in a cache; `undefined` when it was made of another bundle, or is damaged. */
function dataIn(cache: Buffer, source: Buffer): Buffer | undefined {
  const size = (cache.length - source.length) / 2
  const middle = source.length + size
  if (size <= 0 || !Number.isInteger(size) || !cache.subarray(0, source.length).equals(source))
    return undefined
  const data = cache.subarray(source.length, middle)
  return data.equals(cache.subarray(middle)) ? data : undefined
}

function readCache(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    // Not there, or not for us.
    return undefined
  }
}

/** The bundle as V8 takes it. Its text is ASCII, as esbuild writes it. */
export function compile(
  path: string,
  source: Buffer,
  cachedData?: Buffer,
): { readonly script: Script; readonly isRejected: boolean } {
  const text = `(function (exports, require, module, __filename, __dirname) {${source.toString('latin1')}\n})`
  const script = new Script(text, { filename: path, ...(cachedData && { cachedData }) })
  return { script, isRejected: script.cachedDataRejected === true }
}

/** Runs the top level of a bundle. */
export function start(path: string, script: Script): object {
  const module = { exports: {} }
  const bundle = script.runInThisContext() as Bundle
  bundle.call(module.exports, module.exports, createRequire(path), module, path, dirname(path))
  return module.exports
}
