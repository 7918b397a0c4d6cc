/** The directories in which a root has its kernels' modules, and what is in them. */
import { KmodError, nothing, orElse } from '../base/errors.ts'
import { hasModuleSuffix } from '../base/module-suffix.ts'
import { fromByteString } from '../base/names.ts'
import { strerror } from '../base/strerror.ts'
import type { Host } from '../host/host.ts'

export const DEFAULT_MODULE_DIRECTORY = 'lib/modules'

/**
 * Where packages put modules, the first one that has the kernel. An installed system has a link `lib`, but an unpacked
 * package of Debian 13, Fedora or Arch has `usr/lib` alone.
 */
export const MODULE_DIRECTORIES: readonly string[] = [DEFAULT_MODULE_DIRECTORY, 'usr/lib/modules']

/** What makes a directory of releases one of modules. */
const MODULE_LIST = /^modules\.(?:load|dep|order)$/

/** Whether modules are right in the directory of the releases, as on Android. */
export function isFlat(host: Host, parent: string): boolean {
  if (releasesBelow(host, parent).some((name) => !NOT_RELEASES.has(name))) return false
  return namesIn(host, parent).some((name) => hasModuleSuffix(name) || MODULE_LIST.test(name))
}

/** Directories of a module directory. */
const NOT_RELEASES: ReadonlySet<string> = new Set(['kernel', 'extra', 'updates', 'build', 'source', 'vdso'])

/** Names of the directories in a directory of releases; none when it is not there. */
export const releasesBelow = (host: Host, parent: string): string[] =>
  namesIn(host, parent).filter((name) => isDirectory(host, `${parent}/${name}`))

/** @throws KmodError KMOD_IO for a directory that is there and must not be read */
const namesIn = (host: Host, directory: string): string[] =>
  orElse(
    () => host.listDirectory(directory).map(({ name }) => name),
    (errno) => {
      if (errno === 'ENOENT' || errno === 'ENOTDIR') return []
      throw new KmodError('KMOD_IO', `Cannot read "${fromByteString(directory)}": ${strerror(errno)}`, {
        path: directory,
        errno,
      })
    },
  )

export function isDirectory(host: Host, path: string): boolean {
  return orElse(() => host.status(path), nothing)?.kind === 'directory'
}
