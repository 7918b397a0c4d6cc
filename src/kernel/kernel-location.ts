/** Which kernel is meant: a root, a release, and what else has a say. Nothing of the host does unless it is named. */
import { KmodError, nothing, orElse } from '../base/errors.ts'
import { hasModuleSuffix } from '../base/module-suffix.ts'
import { fromByteString, toByteString } from '../base/names.ts'
import type { Host } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'

export interface KernelOptions {
  /** What `lib/modules` is below; `/` is this machine. */
  readonly root: string
  /** The kernel release: the name of the module directory. Default: the only one below the root. */
  readonly release?: string
  /** Where the releases are below the root; default: `lib/modules`, or `usr/lib/modules` where only that is there. */
  readonly moduleDirectory?: string
  /** depmod.d files or directories, which decide between copies of a module; default: none. */
  readonly depmodConfig?: readonly string[]
  /** modprobe.d files or directories: aliases, softdeps and weakdeps beside those of the modules; default: none. */
  readonly modprobeConfig?: readonly string[]
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
  readonly host: Host
  /** Absolute, without a slash at its end: `` for `/`. Paths here are byte strings (base/names.ts). */
  readonly root: string
  readonly release: string
  readonly moduleDir: string
  /** Where the releases are below the root, as it was named or found: `lib/modules`. */
  readonly moduleDirectory: string
}

/**
 * @throws KmodError KMOD_USAGE for a release that can be none, or when it is not given and not the only one; KMOD_IO
 * when the module directory is not there
 */
export function locateKernel(options: KernelOptions): KernelLocation {
  const host = options.host ?? nodeHost
  const root = absoluteRoot(host, options.root)
  const named = options.release === undefined ? undefined : checkedRelease(toByteString(options.release))
  const moduleDirectory = options.moduleDirectory
    ? toByteString(options.moduleDirectory).replace(/^\/+|\/+$/g, '')
    : (MODULE_DIRECTORIES.find((directory) => hasKernel(host, `${root}/${directory}`, named)) ??
      DEFAULT_MODULE_DIRECTORY)
  const parent = `${root}/${moduleDirectory}`
  const release = named ?? onlyRelease(host, parent)
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

/** Modules without a directory of their release (Android, --moduledir one level too deep) are there, but nameless. */
function nothingBelow(host: Host, parent: string): string {
  const entries = orElse(
    () => host.listDirectory(parent),
    () => [],
  )
  const isFlat = entries.some(({ name }) => hasModuleSuffix(name))
  return isFlat
    ? `there are modules in "${fromByteString(parent)}" itself, but no directory of a release`
    : `nothing below "${fromByteString(parent)}"`
}

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

function releasesBelow(host: Host, parent: string): string[] {
  return orElse(
    () => host.listDirectory(parent),
    () => [],
  )
    .map(({ name }) => name)
    .filter((name) => isDirectory(host, `${parent}/${name}`))
}

function isDirectory(host: Host, path: string): boolean {
  return orElse(() => host.status(path), nothing)?.kind === 'directory'
}
