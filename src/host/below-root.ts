/**
 * Paths below a directory that stands for the root of a file system, such as the tree of an image: a path is looked up
 * as it would be by a process that is chrooted there. Symbolic links, absolute ones included, and `..` do not lead out.
 *
 * This is the only walker of the program. All that reads or writes below a root (hosts in rooted-host.ts, firmware,
 * images) goes through it, so the rule cannot hold in one place and be missing from another.
 *
 * What the walker returns has no links in it, but another process may put one there before the path is used. Node.js
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
  /** Below the root, without a slash in front; no part of it but the last is a link. */
  readonly path: string
  readonly target: string
}

export interface PathBelow {
  /** Below the root, without a slash in front; no part of it is a link. Empty for the root itself. */
  readonly path: string
  /** The links on the way, in the order in which they are followed. */
  readonly links: readonly SymbolicLink[]
  /** It is `/dev/null`, which stands for the null device of this machine (`nullDevice` of WalkOptions). */
  readonly isNullDevice: boolean
}

export interface WalkOptions {
  /**
   * What becomes of a part that is not there: it is refused, as the system does (default), or kept as it is, for a
   * path at which something is to be made.
   */
  readonly missing?: 'refuse' | 'keep'
  /** `follow` (default) or `keep` the last part when it is a link. */
  readonly lastLink?: 'follow' | 'keep'
  /**
   * Stop at `/dev/null`: a link to it masks a configuration file, and trees of images rarely have devices in them.
   * Default: it is looked up below the root like any other path.
   */
  readonly nullDevice?: boolean
}

type LinkReader = Pick<Host, 'readLink'>

/**
 * @param root a directory, without a slash at its end
 * @param path below the root, with or without a slash in front
 * @throws KmodError KMOD_IO: ENOENT, ENOTDIR, EACCES, or ELOOP when links lead on and on
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
  /** Names that are still to be looked up, the next one last. */
  const ahead = path.split('/').reverse()
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    if (name === '' || name === '.' || name === '..') {
      // The system's answer, ENOTDIR, for what is no directory.
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
 * The file that `path` names below `root`, as a path of the machine in which nothing but `root` itself can be a link;
 * `/dev/null` is that of the machine.
 * @throws KmodError KMOD_IO as walkBelow()
 */
export function locateBelow(host: LinkReader, root: string, path: string, options?: WalkOptions): string {
  const found = walkBelow(host, root, path, { nullDevice: true, ...options })
  return found.isNullDevice ? NULL_DEVICE : join(root, found.path === '' ? [] : [found.path])
}

/** As walkBelow(); `undefined` when something on the way is not there, or links lead on and on. */
export function findBelow(host: LinkReader, root: string, path: string): PathBelow | undefined {
  return unlessMissing(() => walkBelow(host, root, path))
}

/** The target of a link; `undefined` for what is no link or is not there. */
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

/** `host` as a process sees it that is chrooted to `root`; the paths of its calls are those below that root. */
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
