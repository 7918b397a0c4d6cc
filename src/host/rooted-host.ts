/**
 * A host that never leaves a root: every path given to it that is textually below the root is looked up as a process
 * chrooted there would (below-root.ts), for reading and for writing. Paths outside the root, such as a configuration
 * file that the user has named, go to the underlying host.
 */
import { isKmodError, nothing, orElse } from '../base/errors.ts'
import { absoluteFrom } from '../base/names.ts'
import { locateBelow, type WalkOptions } from './below-root.ts'
import type { DirectoryEntry, Host } from './host.ts'
import { nodeHost } from './node-host.ts'

/** @param root absolute, without a trailing slash; empty for `/`, which contains everything */
export function rootedHost(host: Host, root: string): Host {
  if (root === '') return host
  const locator = new Locator(host, root)
  const { locate } = locator
  /** Never from the cache: links may have been created since. */
  const target = (path: string): string => locate(path, { missing: 'keep', nullDevice: false })
  const entry = (path: string): string => locate(path, ENTRY)
  const rooted: Partial<Host> = {
    status: (path) => host.status(locate(path)),
    fileSystemType: (path) => host.fileSystemType(locate(path)),
    exists: (path) => existing(() => host.exists(locate(path))),
    listDirectory: (path) => locator.listDirectory(path),
    lastListing: (path) => locator.lastListing(path),
    readFile: (path) => host.readFile(locate(path)),
    readInput: (path) => host.readInput(locate(path)),
    readOwnFile: (path) => host.readOwnFile(entry(path)),
    isOwnFile: (path) => existing(() => host.isOwnFile(entry(path))),
    openFile: (path) => host.openFile(locate(path)),
    readLink: (path) => host.readLink(entry(path)),
    makeDirectory: (path) => host.makeDirectory(target(path)),
    createFile: (path, mode) => host.createFile(entry(path), mode),
    writeInto: (path, bytes) => host.writeInto(locate(path), bytes),
    rename: (from, to) => host.rename(entry(from), entry(to)),
    link: (from, to) => host.link(entry(from), entry(to)),
    createSymbolicLink: (to, path) => host.createSymbolicLink(to, entry(path)),
    removeFile: (path) => host.removeFile(entry(path)),
    syncDirectory: (path) => host.syncDirectory(locate(path)),
    tryLock: async (directory) => host.tryLock(locate(directory)),
  }
  const threadPath = threadPathFor(host, locate)
  const { storedModule, removeDirectory } = host
  return Object.assign(
    Object.create(host) as Host,
    rooted,
    threadPath && { threadPath },
    removeDirectory && { removeDirectory: (path: string) => removeDirectory(entry(path)) },
    storedModule && { storedModule: (path: string) => orElse(() => storedModule(locate(path)), nothing) },
  )
}

/** The entry itself, even if it is a link: for creating, removing and renaming. */
const ENTRY: WalkOptions = { lastLink: 'keep', nullDevice: false }

type Locate = (path: string, options?: WalkOptions) => string

/**
 * Locates paths of the host. For reading, results are cached, as are the names that a listing has shown not to be
 * links: a query looks at each of 4,000 modules several times. For writing nothing is cached (`options` given).
 */
class Locator {
  readonly #host: Host
  readonly #root: string
  /** Located directories, by path below the root. */
  readonly #directories = new Map<string, string>()
  /** The names that are not links, by located directory. */
  readonly #plain = new Map<string, ReadonlySet<string>>()
  readonly #listings = new Map<string, readonly DirectoryEntry[]>()

  constructor(host: Host, root: string) {
    this.#host = host
    this.#root = root
    this.#directories.set('', root)
  }

  readonly locate: Locate = (path, options) => {
    const absolute = path.startsWith('/') ? path : absoluteFrom(this.#host.workingDirectory(), path)
    if (absolute !== this.#root && !absolute.startsWith(`${this.#root}/`)) return path
    const below = absolute.slice(this.#root.length)
    return options === undefined
      ? this.#locateFile(below)
      : locateBelow(this.#host, this.#root, below, options)
  }

  listDirectory(path: string): DirectoryEntry[] {
    const directory = this.locate(path)
    const entries = this.#host.listDirectory(directory)
    const plain = entries.filter(({ kind }) => kind === 'file' || kind === 'directory')
    this.#plain.set(directory, new Set(plain.map(({ name }) => name)))
    this.#listings.set(directory, entries)
    return entries
  }

  lastListing(path: string): readonly DirectoryEntry[] | undefined {
    return this.#listings.get(this.locate(path))
  }

  #locateFile(below: string): string {
    const slash = below.lastIndexOf('/')
    const name = below.slice(slash + 1)
    if (slash < 0 || name === '' || name === '.' || name === '..')
      return locateBelow(this.#host, this.#root, below)
    const directory = this.#locateDirectory(below.slice(0, slash))
    const candidate = `${directory}/${name}`
    if (this.#plain.get(directory)?.has(name) || this.#host.readLink(candidate) === undefined)
      return candidate
    return locateBelow(this.#host, this.#root, below)
  }

  #locateDirectory(below: string): string {
    let located = this.#directories.get(below)
    if (located === undefined) {
      located = this.#locateFile(below)
      // A mask is not a directory; and anything else that is not one is refused on use.
      this.#directories.set(below, located)
    }
    return located
  }
}

function existing(ask: () => boolean): boolean {
  try {
    return ask()
  } catch (error) {
    if (!isKmodError(error)) throw error
    return false
  }
}

/** A path that cannot exist: `/dev/null` is not a directory. */
const NOWHERE = '/dev/null/nowhere'

function threadPathFor(host: Host, locate: Locate): Host['threadPath'] {
  if (host !== nodeHost && host.threadPath === undefined) return undefined
  return (path) => {
    let located: string
    try {
      located = locate(path)
    } catch (error) {
      if (!isKmodError(error)) throw error
      // The thread must be refused, too: a link that is dangling below the root may have a target outside it.
      return NOWHERE
    }
    return host.threadPath?.(located) ?? located
  }
}

/** `paths` as paths for threads, which use the machine's own host. */
export const threadPaths = (host: Host, paths: readonly string[]): readonly string[] => {
  const { threadPath } = host
  return threadPath === undefined ? paths : paths.map((path) => threadPath(path))
}
