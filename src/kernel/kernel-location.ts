/** Which kernel is meant: a root, a release, and the files that go with them. Nothing of the host is used unless it is named. */

import { KmodError } from '../base/errors.ts'
import type { WorkOptions } from '../base/interruption.ts'
import { basename, fromByteString, toByteString } from '../base/names.ts'
import type { Host } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'
import { rootedHost } from '../host/rooted-host.ts'
import { type KernelSearch, listed, noKernel, noSuchRelease } from './kernel-absence.ts'
import {
  DEFAULT_MODULE_DIRECTORY,
  isDirectory,
  isFlat,
  MODULE_DIRECTORIES,
  releasesBelow,
} from './release-directories.ts'

export { DEFAULT_MODULE_DIRECTORY, MODULE_DIRECTORIES } from './release-directories.ts'

/**
 * `signal` and `onProgress` concern all reading for this kernel, whichever question it is for. Questions to a kernel
 * whose signal was aborted are rejected with its reason; open the kernel again to go on.
 */
export interface KernelOptions extends WorkOptions {
  /** The directory that contains `lib/modules`; `/` is this machine. */
  readonly root: string
  /**
   * The kernel release: the name of the module directory. Default: the only one below the root; for this machine (`/`)
   * the running one, if its modules are installed.
   */
  readonly release?: string
  /** The directory of the releases below the root; default: `lib/modules`, or `usr/lib/modules` if only that exists. */
  readonly moduleDirectory?: string
  /** depmod.d files or directories, which decide between copies of a module; default: none. */
  readonly depmodConfig?: readonly string[]
  /**
   * modprobe.d files or directories: aliases, blacklists, install commands, softdeps and weakdeps in addition to those
   * of the modules. `root`: the directories that modprobe reads, below the root. Default: none.
   */
  readonly modprobeConfig?: readonly string[] | 'root'
  /** The file with the kernel command line, for `modprobe.blacklist=`; default: none. */
  readonly kernelCmdline?: string
  /** Whether to look names up in the index files or in the modules; `auto`: in the indexes unless they are stale. */
  readonly from?: 'auto' | 'indexes' | 'modules'
  /** Module.symvers or System.map of the kernel: without it, the kernel's own symbols are unknown. */
  readonly symvers?: string
  readonly systemMap?: string
  /** Firmware directories below the root, highest precedence first; default: those that the kernel searches. */
  readonly firmwareDirs?: readonly string[]
  /** Threads that read modules; default: chosen by the amount of work. */
  readonly jobs?: number
  /**
   * A directory in which what is read of modules is kept, for those that have not changed at the next time; default:
   * nothing is kept. A directory that cannot be written is reported as a diagnostic, `cache-unwritable`.
   */
  readonly cache?: string
  /** Path of the compiled worker.js, if it is not next to the library. */
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
   * True if the modules are directly in the directory of the releases, as on Android, where there is only one:
   * `release` is then the name of that directory.
   */
  readonly isFlat?: true
  /** The directory of the releases below the root, as named or found: `lib/modules`. */
  readonly moduleDirectory: string
}

/**
 * @throws KmodError KMOD_USAGE for an impossible release, or when none is given and there is not exactly one; KMOD_IO
 * when the module directory does not exist
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
    const name = basename(parent)
    return { host, root, release: name, moduleDir: parent, moduleDirectory, isFlat: true }
  }
  const search = { machine, host, root, parent }
  const release = named ?? runningRelease(host, root, parent) ?? onlyRelease(search)
  const moduleDir = `${parent}/${release}`
  if (!isDirectory(host, moduleDir)) throw noSuchRelease(search, release)
  return { host, root, release, moduleDir, moduleDirectory }
}

const hasKernel = (host: Host, parent: string, release: string | undefined): boolean =>
  release === undefined ? releasesBelow(host, parent).length > 0 : isDirectory(host, `${parent}/${release}`)

/**
 * The file that an index names: a relative path is below the module directory, an absolute one below the root, whether
 * or not the path starts with the root (`depmod -b` writes the root in front of modules outside the module directory).
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
  // `.` and repeated slashes would only be repeated in every path; `..` may be after a link, and stays.
  return absolute.replace(/\/(?:\.?\/)+/g, '/').replace(/(?:\/\.?)+$/, '')
}

function checkedRelease(release: string): string {
  if (/^[^/\0]+$/.test(release) && release !== '.' && release !== '..') return release
  throw new KmodError(
    'KMOD_USAGE',
    `Expected a kernel release, the name of a directory, got "${fromByteString(release)}"`,
  )
}

function onlyRelease(search: KernelSearch): string {
  const releases = releasesBelow(search.host, search.parent)
  const [release] = releases
  if (release === undefined) throw noKernel(search)
  if (releases.length === 1) return release
  throw new KmodError('KMOD_USAGE', `Several kernels are there, name one: ${listed(releases)}`)
}

/** For this machine, if its modules are installed. */
function runningRelease(host: Host, root: string, parent: string): string | undefined {
  if (root !== '') return undefined
  const release = toByteString(host.release())
  return isDirectory(host, `${parent}/${release}`) ? release : undefined
}
