/**
 * Resolves paths below a directory that acts as the root of a file system, such as the tree of an image: a path is
 * looked up as a process chrooted there would. Symbolic links, absolute ones included, and `..` do not lead out.
 *
 * This is the only such walker in the program. Everything that reads or writes below a root (hosts in rooted-host.ts,
 * firmware, images) uses it, so the rule cannot be enforced in one place and missing in another.
 *
 * A returned path has no links in it, but another process may create one before the path is used. Node.js
 * has no openat2(2), so a tree that an attacker changes during the run is not covered.
 */
import { appendAll } from '../base/append.ts'
import { isKmodError, KmodError } from '../base/errors.ts'
import { fromByteString } from '../base/names.ts'
import type { FileLookup, Host } from './host.ts'

/** Linux: MAXSYMLINKS of one lookup. */
const MAX_LINKS = 40
const NULL_DEVICE = '/dev/null'

export interface SymbolicLink {
  /** Relative to the root, without a leading slash; only the last component may be a link. */
  readonly path: string
  readonly target: string
}

export interface PathBelow {
  /** Relative to the root, without a leading slash; no component is a link. Empty for the root itself. */
  readonly path: string
  /** The links followed, in order. */
  readonly links: readonly SymbolicLink[]
  /** The path is `/dev/null`, which means the null device of this machine (`nullDevice` of WalkOptions). */
  readonly isNullDevice: boolean
}

export interface WalkOptions {
  /**
   * How to handle a missing component: refuse it, as the system does (default), or keep it as it is, for a path that is
   * about to be created.
   */
  readonly missing?: 'refuse' | 'keep'
  /** Whether to `follow` (default) or `keep` the last component if it is a link. */
  readonly lastLink?: 'follow' | 'keep'
  /**
   * Stop at `/dev/null`: a link to it masks a configuration file, and trees of images rarely have devices in them.
   * By default it is looked up below the root like any other path.
   */
  readonly nullDevice?: boolean
}

type LinkReader = Pick<Host, 'readLink'>

/**
 * @param root a directory, without a trailing slash
 * @param path relative to the root, with or without a leading slash
 * @throws KmodError KMOD_IO: ENOENT, ENOTDIR, EACCES, or ELOOP for too many links
 */
export function walkBelow(
  host: LinkReader,
  root: string,
  path: string,
  { missing = 'refuse', lastLink = 'follow', nullDevice = false }: WalkOptions = {},
): PathBelow {
  const linkAt =
    missing === 'refuse'
      ? (names: readonly string[]) => host.readLink(join(root, names))
      : (names: readonly string[]) => linkTarget(host, join(root, names))
  const links: SymbolicLink[] = []
  const located: string[] = []
  /** Names still to be looked up, the next one last. */
  const ahead = path.split('/').reverse()
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    if (name === '' || name === '.' || name === '..') {
      // The system's error, ENOTDIR, if it is not a directory.
      if (located.length > 0) linkAt([...located, '.'])
      if (name === '..') located.pop()
      continue
    }
    if (nullDevice && isNullDevice([...located, name, ...ahead.toReversed()]))
      return { path: NULL_DEVICE.slice(1), links, isNullDevice: true }
    located.push(name)
    if (lastLink === 'keep' && ahead.length === 0) break
    const target = linkAt(located)
    if (target === undefined) continue
    links.push({ path: located.join('/'), target })
    if (links.length > MAX_LINKS) throw tooManyLinks(join(root, [path.replace(/^\/+/, '')]))
    located.pop()
    if (target.startsWith('/')) located.length = 0
    appendAll(ahead, target.split('/').reverse())
  }
  return { path: located.join('/'), links, isNullDevice: false }
}

const join = (root: string, names: readonly string[]): string =>
  names.length === 0 ? root : `${root}/${names.join('/')}`

const isNullDevice = (names: readonly string[]): boolean =>
  `/${names.filter((name) => name !== '').join('/')}` === NULL_DEVICE

const tooManyLinks = (path: string): KmodError =>
  new KmodError('KMOD_IO', `Cannot look at "${fromByteString(path)}": ELOOP`, { path, errno: 'ELOOP' })

/**
 * The file that `path` names below `root`, as a path of this machine in which only `root` itself can be a link;
 * `/dev/null` is that of this machine.
 * @throws KmodError KMOD_IO as walkBelow()
 */
export function locateBelow(host: LinkReader, root: string, path: string, options?: WalkOptions): string {
  const found = walkBelow(host, root, path, { nullDevice: true, ...options })
  return found.isNullDevice ? NULL_DEVICE : join(root, found.path === '' ? [] : [found.path])
}

/** Like walkBelow(), but `undefined` if a component is missing or there are too many links. */
export function findBelow(host: LinkReader, root: string, path: string): PathBelow | undefined {
  return unlessMissing(() => walkBelow(host, root, path))
}

/** The target of a link; `undefined` if `path` is missing or not a link. */
export const linkTarget = (host: LinkReader, path: string): string | undefined =>
  unlessMissing(() => host.readLink(path))

const IS_MISSING: readonly string[] = ['ENOENT', 'ENOTDIR', 'ELOOP']

function unlessMissing<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch (error) {
    if (!isKmodError(error) || !IS_MISSING.includes(error.details.errno ?? '')) throw error
    return undefined
  }
}

/** `host` as seen by a process chrooted to `root`; paths given to it are relative to that root. */
export function hostBelow(host: Host, root: string): FileLookup {
  const locate = (path: string): string => locateBelow(host, root, path)
  return {
    status: (path) => host.status(locate(path)),
    listDirectory: (path) => host.listDirectory(locate(path)),
    readFile: (path) => host.readFile(locate(path)),
    readInput: (path) => host.readInput(locate(path)),
    exists(path) {
      try {
        return host.exists(locate(path))
      } catch (error) {
        if (!isKmodError(error)) throw error
        return false
      }
    },
  }
}
