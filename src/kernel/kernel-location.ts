/**
 * Which kernel is meant: a root, a release, and the configuration to apply. Nothing of the host is used unless named.
 */
import { KmodError, nothing, orElse } from '../base/errors.ts'
import { hasModuleSuffix } from '../base/module-suffix.ts'
import { fromByteString, toByteString } from '../base/names.ts'
import { strerror } from '../base/strerror.ts'
import type { Host } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'
import { rootedHost } from '../host/rooted-host.ts'

export interface KernelOptions {
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
    const name = parent.slice(parent.lastIndexOf('/') + 1)
    return { host, root, release: name, moduleDir: parent, moduleDirectory, isFlat: true }
  }
  const release = named ?? runningRelease(host, root, parent) ?? onlyRelease(host, parent)
  const moduleDir = `${parent}/${release}`
  if (!isDirectory(host, moduleDir)) throw noKernel(host, parent, release)
  return { host, root, release, moduleDir, moduleDirectory }
}

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
  throw new KmodError('KMOD_USAGE', `There are several kernels, choose one: ${listed(releases)}`)
}

/** For this machine, if its modules are installed. */
function runningRelease(host: Host, root: string, parent: string): string | undefined {
  if (root !== '') return undefined
  const release = toByteString(host.release())
  return isDirectory(host, `${parent}/${release}`) ? release : undefined
}

/** A directory of releases without any may hold modules itself, under a name that is no release. */
function nothingBelow(host: Host, parent: string): string {
  const isFlatWithReleases = namesIn(host, parent).some(hasModuleSuffix)
  return isFlatWithReleases
    ? `"${fromByteString(parent)}" has modules, but no directory named after a release`
    : `nothing below "${fromByteString(parent)}"`
}

/** Files that mark a directory as a module directory rather than a directory of releases. */
const MODULE_LIST = /^modules\.(?:load|dep|order)$/

function isFlat(host: Host, parent: string): boolean {
  if (releasesBelow(host, parent).some((name) => !NOT_RELEASES.has(name))) return false
  return namesIn(host, parent).some((name) => hasModuleSuffix(name) || MODULE_LIST.test(name))
}

/** Subdirectories of a module directory. */
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

/** @throws KmodError KMOD_IO for a directory that exists but cannot be read */
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
