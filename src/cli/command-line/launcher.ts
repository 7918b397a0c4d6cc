/**
 * Starts a built command. Each is one file with what a usual run needs, and parts that it loads when it needs them
 * (build/bundle-commands.ts); next to each there may be the code cache that V8 made of that file when the package was
 * built (build/code-caches.ts): the code of every function that a usual run calls, ready to run. Without it, parsing the
 * text again takes longer than most queries.
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
 * own version and flags. With another Node.js the bundle alone does the same, some milliseconds later, and a cache of the
 * same format is kept for this user (keep-code.ts), if there is a place for it (code-cache-place.ts).
 */
import { closeSync, constants, existsSync, fstatSync, openSync, readFileSync, statfsSync } from 'node:fs'
import { Script } from 'node:vm'
import { haveFlagsChanged, IS_COMMAND, KEEPS_CODE } from '../../host/v8-flags.ts'
import { type CodeCachePlace, codeCachePlace } from './code-cache-place.ts'

export interface Command {
  /** @returns the exit status */
  main(argv: readonly string[]): Promise<number>
}

/** What a bundle exports besides: the parts that are in it, by the name by which other parts require them. */
type Parts = Readonly<Record<string, object>>

/** The arguments of a CommonJS bundle's wrapper function. */
type Bundle = (
  exports: object,
  require: (name: string) => unknown,
  module: { exports: object },
  filename: string,
  dirname: string,
) => void

export const cachePath = (bundlePath: string): string =>
  bundlePath.replace(/\.cjs$/, `.${process.version}-${process.arch}.cache`)

/** Runs the command `name`, next to the built launcher, with the arguments of this process. */
export function launch(name: string): Promise<number> {
  const path = bundlePath(name)
  mark(IS_COMMAND)
  const command = loadCached(path) ?? loadKept(path, ownPlace())
  return (command as Command).main(process.argv)
}

const bundlePath = (name: string): string => `${import.meta.dirname}/${name}.cjs`

/** Returns the exports of the bundle `name`, next to the built launcher. */
export const load = (name: string): object => loadFile(bundlePath(name))

const loadFile = (path: string): object =>
  loadCached(path) ?? start(path, compile(path, readFileSync(path)).script)

/** A part that is a bundle of its own is worth a cache of its own. */
const loadPart = (path: string): object =>
  HAS_HASH.test(path) ? loadFile(path) : (loadCached(path) ?? loadKept(path, ownPlace()))

/** The name of a part that is no bundle, as esbuild makes it. */
const HAS_HASH = /-[0-9A-Z]{8}\.cjs$/

const ownPlace = (): CodeCachePlace | undefined =>
  codeCachePlace(process.env, process.geteuid?.(), { exists: existsSync, isInMemory })

function isInMemory(path: string): boolean {
  try {
    return statfsSync(path).type === TMPFS_MAGIC
  } catch {
    return false
  }
}

/** Of Linux: include/uapi/linux/magic.h. */
const TMPFS_MAGIC = 0x01021994

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

/** The bundle with the cache that is kept for this user, which is made at the end of the run if there is none. */
export function loadKept(path: string, place: CodeCachePlace | undefined): object {
  const source = readFileSync(path)
  if (place === undefined) return start(path, compile(path, source).script)
  const name = keptName(path)
  const cache = readOwn([place.parent, ...place.directories, name].join('/'))
  const data = cache && dataIn(cache, source)
  const { script, isRejected } = compile(path, source, data)
  if (data === undefined || isRejected) {
    mark(KEEPS_CODE)
    process.once('exit', () => {
      if (isUsualRun(process.argv)) keep(place, name, source, script)
    })
  }
  return start(path, script)
}

const mark = (what: symbol): void => void Object.assign(globalThis, { [what]: true })

/** Has the path of the bundle in it, because there may be several packages. */
export const keptName = (path: string): string =>
  cachePath(path)
    .replaceAll(/[\\/:]/g, '%')
    .slice(-MAX_NAME)

/** A name may have 255 bytes, and a temporary name is longer. */
const MAX_NAME = 200

function keep(place: CodeCachePlace, name: string, source: Buffer, script: Script): void {
  try {
    // Loaded here, after the results.
    const { keepCode } = partOf(import.meta.dirname, './keep-code.cjs') as typeof import('./keep-code.ts')
    keepCode(place, name, () => cacheOf(source, script.createCachedData()))
  } catch {
    // The results are there.
  }
}

const isUsualRun = (argv: readonly string[]): boolean =>
  !haveFlagsChanged() && !argv.some((word) => SHORT_RUN.test(word))

/** After these there would be little in a cache, and no later run would add to it. */
const SHORT_RUN = /^(-h|-V|--help|--version)$/

/** A file of this user that nobody else may write to, and no link. */
function readOwn(path: string): Buffer | undefined {
  let file: number | undefined
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const { uid, mode } = fstatSync(file)
    const isOwn = uid === process.geteuid?.() && (mode & FOREIGN_WRITE) === 0
    return isOwn ? readFileSync(file) : undefined
  } catch {
    return undefined
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

const FOREIGN_WRITE = 0o022

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

/** The bundle as V8 reads it: a function (build/bundle-commands.ts). Its text is ASCII, as esbuild writes it. */
export function compile(
  path: string,
  source: Buffer,
  cachedData?: Buffer,
): { readonly script: Script; readonly isRejected: boolean } {
  const text = source.toString('latin1')
  const script = new Script(text, { filename: path, ...(cachedData && { cachedData }) })
  return { script, isRejected: script.cachedDataRejected === true }
}

/** The parts in the bundles that were started, and the other parts that were loaded. */
const contained: Parts[] = []
const loaded = new Map<string, object>()

/** Runs the top level of a bundle. */
export function start(path: string, script: Script): object {
  const module = { exports: {} }
  const directory = path.slice(0, path.lastIndexOf('/'))
  const require = (name: string): unknown =>
    name.startsWith('./') ? partOf(directory, name) : process.getBuiltinModule(name)
  const bundle = script.runInThisContext() as Bundle
  bundle.call(module.exports, module.exports, require, module, path, directory)
  if ('parts' in module.exports) contained.push(module.exports.parts as Parts)
  return module.exports
}

function partOf(directory: string, name: string): object {
  const known = contained.find((parts) => name in parts)?.[name] ?? loaded.get(name)
  if (known !== undefined) return known
  return keepPart(name, loadPart(`${directory}${name.slice(1)}`))
}

/** @param name by which other parts require it */
export function keepPart(name: string, part: object): object {
  loaded.set(name, part)
  return part
}
