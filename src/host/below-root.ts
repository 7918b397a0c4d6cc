/**
 * Files below a directory that stands for the root of a file system, such as the tree of an image: a path is looked up
 * as a process would that is chrooted there. Symbolic links, absolute ones too, and `..` do not lead out.
 *
 * One path is the machine's own: a link to /dev/null masks a configuration file, and trees of images rarely have
 * devices in them.
 */
import { appendAll } from '../base/append.ts'
import { isKmodError, KmodError } from '../base/errors.ts'
import { fromByteString } from '../base/names.ts'
import type { FileLookup, Host } from './host.ts'

/** Linux: MAXSYMLINKS of one lookup. */
const MAX_LINKS = 40
const NULL_DEVICE = '/dev/null'

/** `host` as a process sees it that is chrooted to `root`; the paths of its calls are those below that root. */
export function hostBelow(host: Host, root: string): FileLookup {
  const locate = (path: string): string => locateBelow(host, root, path)
  return {
    status: (path) => host.status(locate(path)),
    listDirectory: (path) => host.listDirectory(locate(path)),
    readFile: (path) => host.readFile(locate(path)),
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

/**
 * Where the file is that `path` names below `root`: a path in which nothing but `root` itself can be a link.
 * @throws KmodError KMOD_IO: ENOENT, ENOTDIR, EACCES, or ELOOP where links lead on and on
 */
export function locateBelow(host: Host, root: string, path: string): string {
  const located: string[] = []
  /** Names that are still to be looked up, the next one last. */
  const ahead = path.split('/').reverse()
  const here = (...names: string[]): string => [root, ...located, ...names].join('/')
  for (let links = 0, name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    if (name === '' || name === '.' || name === '..') {
      // The system's answer, ENOTDIR, for what is no directory.
      if (located.length > 0) host.readLink(here('.'))
      if (name === '..') located.pop()
      continue
    }
    if (joined([...located, name, ...ahead.toReversed()]) === NULL_DEVICE) return NULL_DEVICE
    const target = host.readLink(here(name))
    if (target === undefined) {
      located.push(name)
      continue
    }
    if (++links > MAX_LINKS) throw tooManyLinks(root + path)
    if (target.startsWith('/')) located.length = 0
    appendAll(ahead, target.split('/').reverse())
  }
  return here()
}

const joined = (names: readonly string[]): string => `/${names.filter((name) => name !== '').join('/')}`

const tooManyLinks = (path: string): KmodError =>
  new KmodError('KMOD_IO', `Cannot look at "${fromByteString(path)}": ELOOP`, { path, errno: 'ELOOP' })
