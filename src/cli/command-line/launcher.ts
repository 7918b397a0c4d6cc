/**
 * Starts a built command. Each is one file (build/bundle-commands.ts); next to it there may be the code cache that V8
 * made of that file when the package was built (build/code-caches.ts): the code of every function that a usual run
 * calls, ready to run. Without it, parsing the text again takes longer than most queries.
 *
 * The same applies to the bundle of a worker thread (worker.js, see build/bundle-commands.ts).
 *
 *   <command>.cjs                                the bundle
 *   <command>.<Node.js version>-<arch>.cache     the bundle once more, then V8's data twice
 *
 * V8 does not check its data, and damaged data crashes the process: a damaged copy differs from its other copy.
 * Comparing 250 KB takes 0.05 ms; a checksum takes 1.6 ms with node:zlib, which must be loaded, and 4 ms without.
 *
 * The data is used only for the very bytes it was made from, with the same Node.js, and if V8 accepts it: V8 checks its
 * own version and flags. Otherwise the bundle alone does the same, a little later. Nothing is ever written here; for a
 * cache with another Node.js, set NODE_COMPILE_CACHE (Node.js 22.1 and later).
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'

export interface Command {
  /** @returns the exit status */
  main(argv: readonly string[]): Promise<number>
}

/** The arguments of a CommonJS bundle's wrapper function. */
type Bundle = (
  exports: object,
  require: NodeJS.Require,
  module: { exports: object },
  filename: string,
  dirname: string,
) => void

export const cachePath = (bundlePath: string): string =>
  bundlePath.replace(/\.cjs$/, `.${process.version}-${process.arch}.cache`)

/** Runs the command `name`, next to the built launcher, with the arguments of this process. */
export const launch = (name: string): Promise<number> => (load(name) as Command).main(process.argv)

/** Returns the exports of the bundle `name`, next to the built launcher. */
export function load(name: string): object {
  const path = join(import.meta.dirname, `${name}.cjs`)
  return loadCached(path) ?? (createRequire(path)(path) as object)
}

/** The bundle as its cache has it; `undefined` when there is no valid cache. */
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

/** V8's data in a cache; `undefined` when it was made from another bundle, or is damaged. */
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
    // Missing, or made for another version.
    return undefined
  }
}

/** The bundle as V8 reads it. Its text is ASCII, as esbuild writes it. */
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
