/**
 * A host that never leaves a root: every path of its calls that is below the root, as text, is looked up as it would be
 * by a process that is chrooted there (below-root.ts), whether it is read or written. Paths outside the root, such as a
 * configuration file that the user has named, are those of the host underneath.
 */
import { isKmodError } from '../base/errors.ts'
import { absoluteFrom } from '../base/names.ts'
import { locateBelow, type WalkOptions } from './below-root.ts'
import type { DirectoryEntry, Host } from './host.ts'
import { nodeHost } from './node-host.ts'

/** @param root absolute, without a slash at its end; empty for `/`, below which everything is */
export function rootedHost(host: Host, root: string): Host {
  if (root === '') return host
  const locator = new Locator(host, root)
  const { locate } = locator
  /** Never by what was found before: links may have been made since. */
  const target = (path: string): string => locate(path, { missing: 'keep', nullDevice: false })
  const entry = (path: string): string => locate(path, ENTRY)
  const rooted: Partial<Host> = {
    status: (path) => host.status(locate(path)),
    exists: (path) => existing(() => host.exists(locate(path))),
    listDirectory: (path) => locator.listDirectory(path),
    readFile: (path) => host.readFile(locate(path)),
    readInput: (path) => host.readInput(locate(path)),
    readOwnFile: (path) => host.readOwnFile(entry(path)),
    isOwnFile: (path) => existing(() => host.isOwnFile(entry(path))),
    openFile: (path) => host.openFile(locate(path)),
    readLink: (path) => host.readLink(entry(path)),
    makeDirectory: (path) => host.makeDirectory(target(path)),
    createFile: (path) => host.createFile(entry(path)),
    writeInto: (path, bytes) => host.writeInto(locate(path), bytes),
    rename: (from, to) => host.rename(entry(from), entry(to)),
    link: (from, to) => host.link(entry(from), entry(to)),
    createSymbolicLink: (to, path) => host.createSymbolicLink(to, entry(path)),
    removeFile: (path) => host.removeFile(entry(path)),
    syncDirectory: (path) => host.syncDirectory(locate(path)),
    tryLock: async (directory) => host.tryLock(locate(directory)),
  }
  const threadPath = threadPathFor(host, locate)
  return Object.assign(Object.create(host) as Host, rooted, threadPath && { threadPath })
}

/** The entry itself, be it a link: what is made, removed or renamed. */
const ENTRY: WalkOptions = { lastLink: 'keep', nullDevice: false }

type Locate = (path: string, options?: WalkOptions) => string

/**
 * Where paths of the host are. For reading, what was found once is remembered, as is what a listing has said to be no
 * link: a question looks at each of 4,000 modules several times. For writing nothing is remembered (`options` given).
 */
class Locator {
  readonly #host: Host
  readonly #root: string
  /** By path below the root: located directories. */
  readonly #directories = new Map<string, string>()
  /** By located directory: the names in it that are no links. */
  readonly #plain = new Map<string, ReadonlySet<string>>()

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
    return entries
  }

  #locateFile(below: string): string {
    const slash = below.lastIndexOf('/')
    const name = below.slice(slash + 1)
    if (slash < 0 || name === '' || name === '.' || name === '..')
      return locateBelow(this.#host, this.#root, below)
    const directory = this.#locateDirectory(below.slice(0, slash))
    const place = `${directory}/${name}`
    if (this.#plain.get(directory)?.has(name) || this.#host.readLink(place) === undefined) return place
    return locateBelow(this.#host, this.#root, below)
  }

  #locateDirectory(below: string): string {
    let located = this.#directories.get(below)
    if (located === undefined) {
      located = this.#locateFile(below)
      // A mask is no directory; and what is not one is refused when it is used.
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

/** A path at which nothing can be: there is no directory `/dev/null`. */
const NOWHERE = '/dev/null/nowhere'

function threadPathFor(host: Host, locate: Locate): Host['threadPath'] {
  if (host !== nodeHost && host.threadPath === undefined) return undefined
  return (path) => {
    let located: string
    try {
      located = locate(path)
    } catch (error) {
      if (!isKmodError(error)) throw error
      // The thread has to be refused, too: a link that leads nowhere below the root may lead somewhere outside it.
      return NOWHERE
    }
    return host.threadPath?.(located) ?? located
  }
}

/** `paths` as threads that have the machine's own host find them. */
export const threadPaths = (host: Host, paths: readonly string[]): readonly string[] => {
  const { threadPath } = host
  return threadPath === undefined ? paths : paths.map((path) => threadPath(path))
}
