/**
 * A host that never leaves a root: every path of its calls that is below the root, as text, is looked up as it would be
 * by a process that is chrooted there (below-root.ts), whether it is read or written. Paths outside the root, such as a
 * configuration file that the user has named, are those of the host underneath.
 */
import { isKmodError } from '../base/errors.ts'
import { absoluteFrom } from '../base/names.ts'
import { locateBelow, type WalkOptions } from './below-root.ts'
import type { Host } from './host.ts'
import { nodeHost } from './node-host.ts'

/** @param root absolute, without a slash at its end; empty for `/`, below which everything is */
export function rootedHost(host: Host, root: string): Host {
  if (root === '') return host
  const locate = locatorFor(host, root)
  /** Never by what was found before: links may have been made since. */
  const target = (path: string): string => locate(path, { missing: 'keep', nullDevice: false })
  const entry = (path: string): string => locate(path, ENTRY)
  const rooted: Partial<Host> = {
    status: (path) => host.status(locate(path)),
    exists: (path) => existing(() => host.exists(locate(path))),
    listDirectory: (path) => host.listDirectory(locate(path)),
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

function locatorFor(host: Host, root: string): Locate {
  /** Directories that were located for reading. */
  const directories = new Map<string, string>()
  const locateDirectory = (directory: string): string => {
    let located = directories.get(directory)
    if (located === undefined) {
      located = locateBelow(host, root, directory, { nullDevice: false })
      directories.set(directory, located)
    }
    return located
  }
  return (path, options) => {
    const absolute = path.startsWith('/') ? path : absoluteFrom(host.workingDirectory(), path)
    if (absolute !== root && !absolute.startsWith(`${root}/`)) return path
    const below = absolute.slice(root.length)
    const slash = below.lastIndexOf('/')
    const name = below.slice(slash + 1)
    if (options !== undefined || name === '' || name === '.' || name === '..')
      return locateBelow(host, root, below, options)
    // Most files are no links: then their directory, which has been located before, and one look are all it takes.
    const place = `${locateDirectory(below.slice(0, slash))}/${name}`
    return host.readLink(place) === undefined ? place : locateBelow(host, root, below)
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
