/** Which kernel is meant: a root, a release, and what else has a say. Nothing of the host does unless it is named. */

import { KmodError, nothing, orElse } from '../base/errors.ts'
import type { WorkOptions } from '../base/interruption.ts'
import { hasModuleSuffix } from '../base/module-suffix.ts'
import { fromByteString, toByteString } from '../base/names.ts'
import { strerror } from '../base/strerror.ts'
import type { Host } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'
import { rootedHost } from '../host/rooted-host.ts'

/**
 * `signal` and `onProgress` concern all that is read for this kernel, whichever question asks for it. Questions to a
 * kernel whose signal was aborted are rejected with its reason; open it again to go on.
 */
export interface KernelOptions extends WorkOptions {
  /** What `lib/modules` is below; `/` is this machine. */
  readonly root: string
  /**
   * The kernel release: the name of the module directory. Default: the only one below the root; of this machine (`/`)
   * the running one, when its modules are there.
   */
  readonly release?: string
  /** Where the releases are below the root; default: `lib/modules`, or `usr/lib/modules` where only that is there. */
  readonly moduleDirectory?: string
  /** depmod.d files or directories, which decide between copies of a module; default: none. */
  readonly depmodConfig?: readonly string[]
  /**
   * modprobe.d files or directories: aliases, blacklists, install commands, softdeps and weakdeps beside those of the
   * modules. `root`: the directories that modprobe reads, below the root. Default: none.
   */
  readonly modprobeConfig?: readonly string[] | 'root'
  /** The file that has the kernel command line, where `modprobe.blacklist=` may be; default: none. */
  readonly kernelCmdline?: string
  /** Whether names are looked up in the index files or in the modules; `auto`: in the indexes unless they are stale. */
  readonly from?: 'auto' | 'indexes' | 'modules'
  /** Module.symvers or System.map of the kernel: without one, its own symbols are not known. */
  readonly symvers?: string
  readonly systemMap?: string
  /** Directories of firmware below the root, the strongest first; default: those that the kernel searches. */
  readonly firmwareDirs?: readonly string[]
  /** Threads that read modules; default: what pays. */
  readonly jobs?: number
  /** The compiled worker.js, where it is not beside the library. */
  readonly workerUrl?: URL
  readonly host?: Host
}

export interface KernelLocation {
  /** Does not leave `root`: links below it, absolute ones included, are followed as the booted system would. */
  readonly host: Host
  /** Absolute, without a slash at its end: `` for `/`. Paths here are byte strings (base/names.ts). */
  readonly root: string
  readonly release: string
  readonly moduleDir: string
  /**
   * The modules are right in the directory of the releases, as on Android, where there is but one: `release` is then
   * the name of that directory.
   */
  readonly isFlat?: true
  /** Where the releases are below the root, as it was named or found: `lib/modules`. */
  readonly moduleDirectory: string
}

/**
 * @throws KmodError KMOD_USAGE for a release that can be none, or when it is not given and not the only one; KMOD_IO
 * when the module directory is not there
 */
export function locateKernel(options: KernelOptions): KernelLocation {
  const machine = options.host ?? nodeHost
  const root = absoluteRoot(machine, options.root)
  const host = rootedHost(machine, root)
  const named = options.release === undefined ? undefined : checkedRelease(toByteString(options.release))
  const moduleDirectory = options.moduleDirectory
    ? toByteString(options.moduleDirectory).replace(/^\/+|\/+$/g, '')
    : (MODULE_DIRECTORIES.find((directory) => hasKernel(host, `${root}/${directory}`, named)) ??
      DEFAULT_MODULE_DIRECTORY)
  const parent = `${root}/${moduleDirectory}`
  if (named === undefined && isFlat(host, parent)) {
    const name = parent.slice(parent.lastIndexOf('/') + 1)
    return { host, root, release: name, moduleDir: parent, moduleDirectory, isFlat: true }
  }
  const release = named ?? runningRelease(host, root, parent) ?? onlyRelease(host, parent)
  const moduleDir = `${parent}/${release}`
  if (!isDirectory(host, moduleDir)) throw noKernel(host, parent, release)
  return { host, root, release, moduleDir, moduleDirectory }
}

/** Where kmod looks for the directories of releases, below the root. */
export const DEFAULT_MODULE_DIRECTORY = 'lib/modules'

/**
 * Where packages put modules, the first one that has the kernel. An installed system has a link `lib`, but an unpacked
 * package of Debian 13, Fedora or Arch has `usr/lib` alone.
 */
export const MODULE_DIRECTORIES: readonly string[] = [DEFAULT_MODULE_DIRECTORY, 'usr/lib/modules']

const hasKernel = (host: Host, parent: string, release: string | undefined): boolean =>
  release === undefined ? releasesBelow(host, parent).length > 0 : isDirectory(host, `${parent}/${release}`)

/**
 * The file that an index names: a relative path is below the module directory, an absolute one below the root, whether
 * or not it says so itself (`depmod -b` writes the root in front of modules outside the module directory).
 */
export function modulePath({ root, moduleDir }: KernelLocation, relpath: string): string {
  if (!relpath.startsWith('/')) return `${moduleDir}/${relpath}`
  return relpath.startsWith(`${root}/`) ? relpath : `${root}${relpath}`
}

function absoluteRoot(host: Host, root: string): string {
  const bytes = toByteString(root)
  if (bytes === '' || bytes.includes('\0'))
    throw new KmodError('KMOD_USAGE', 'Expected `root` to be a path; `/` is this machine')
  const absolute = bytes.startsWith('/') ? bytes : `${host.workingDirectory()}/${bytes}`
  return absolute.replace(/\/+$/, '')
}

function checkedRelease(release: string): string {
  if (/^[^/\0]+$/.test(release) && release !== '.' && release !== '..') return release
  throw new KmodError(
    'KMOD_USAGE',
    `Expected a kernel release, the name of a directory, got "${fromByteString(release)}"`,
  )
}

function onlyRelease(host: Host, parent: string): string {
  const releases = releasesBelow(host, parent)
  const [release] = releases
  if (release !== undefined && releases.length === 1) return release
  if (release === undefined)
    throw new KmodError('KMOD_IO', `Cannot find a kernel: ${nothingBelow(host, parent)}`, {
      path: parent,
      errno: 'ENOENT',
    })
  throw new KmodError('KMOD_USAGE', `Several kernels are there, name one: ${listed(releases)}`)
}

/** Of this machine, when its modules are there. */
function runningRelease(host: Host, root: string, parent: string): string | undefined {
  if (root !== '') return undefined
  const release = toByteString(host.release())
  return isDirectory(host, `${parent}/${release}`) ? release : undefined
}

/** A directory of releases without any may hold modules itself, under a name that is not that of a release. */
function nothingBelow(host: Host, parent: string): string {
  const isFlatWithReleases = namesIn(host, parent).some(hasModuleSuffix)
  return isFlatWithReleases
    ? `there are modules in "${fromByteString(parent)}" itself, but no directory of a release`
    : `nothing below "${fromByteString(parent)}"`
}

/** What makes a directory of releases one of modules. */
const MODULE_LIST = /^modules\.(?:load|dep|order)$/

function isFlat(host: Host, parent: string): boolean {
  if (releasesBelow(host, parent).some((name) => !NOT_RELEASES.has(name))) return false
  return namesIn(host, parent).some((name) => hasModuleSuffix(name) || MODULE_LIST.test(name))
}

/** Directories of a module directory. */
const NOT_RELEASES: ReadonlySet<string> = new Set(['kernel', 'extra', 'updates', 'build', 'source', 'vdso'])

function noKernel(host: Host, parent: string, release: string): KmodError {
  const releases = releasesBelow(host, parent)
  const there = releases.length === 0 ? 'nothing is there' : `there are ${listed(releases)}`
  const path = `${parent}/${release}`
  return new KmodError('KMOD_IO', `Cannot find the kernel "${fromByteString(path)}": ${there}`, {
    path,
    errno: 'ENOENT',
  })
}

const listed = (releases: readonly string[]): string => releases.map(fromByteString).join(', ')

const releasesBelow = (host: Host, parent: string): string[] =>
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

function isDirectory(host: Host, path: string): boolean {
  return orElse(() => host.status(path), nothing)?.kind === 'directory'
}
