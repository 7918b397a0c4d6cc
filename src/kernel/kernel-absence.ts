/** What is there in place of a kernel that is not: the words of the errors. */
import { KmodError } from '../base/errors.ts'
import { fromByteString } from '../base/names.ts'
import { strerror } from '../base/strerror.ts'
import type { Host } from '../host/host.ts'
import { isFlat, MODULE_DIRECTORIES, releasesBelow } from './release-directories.ts'

/** Where a kernel was looked for. Paths are byte strings. */
export interface KernelSearch {
  /** The machine, to look around outside of the root. */
  readonly machine: Host
  /** Does not leave the root. */
  readonly host: Host
  readonly root: string
  /** The directory of the releases. */
  readonly parent: string
}

/** Nothing is in the directory of the releases. */
export function noKernel(search: KernelSearch): KmodError {
  const { machine, root, parent } = search
  const isThere = root === '' || machine.exists(root)
  const reason = isThere
    ? `nothing below "${fromByteString(parent)}"${hintOf(search)}`
    : `"${fromByteString(root)}": ${strerror('ENOENT')}`
  return new KmodError('KMOD_IO', `Cannot find a kernel: ${reason}`, { path: parent, errno: 'ENOENT' })
}

/** The directory of a release that was named is not there. */
export function noSuchRelease(search: KernelSearch, release: string): KmodError {
  const { host, root, parent } = search
  const parents = [parent, ...MODULE_DIRECTORIES.map((directory) => `${root}/${directory}`)]
  const releases = [...new Set(parents.flatMap((directory) => releasesBelow(host, directory)))].sort()
  const there = releases.length === 0 ? `nothing is there${hintOf(search)}` : `there are ${listed(releases)}`
  const path = `${parent}/${release}`
  return new KmodError('KMOD_IO', `Cannot find the kernel "${fromByteString(path)}": ${there}`, {
    path,
    errno: 'ENOENT',
  })
}

export const listed = (releases: readonly string[]): string => releases.map(fromByteString).join(', ')

function hintOf({ machine, host, root }: KernelSearch): string {
  const above = rootAbove(machine, root)
  if (above !== undefined) return `; did you mean the root "${fromByteString(above)}"?`
  const others = OTHER_DIRECTORIES.filter((directory) => {
    const path = `${root}/${directory}`
    return isFlat(host, path) || releasesBelow(host, path).length > 0
  })
  return others.length === 0 ? '' : `; there are modules in ${others.join(', ')}`
}

/** Where the partitions of Android have modules. */
const OTHER_DIRECTORIES: readonly string[] = [
  'vendor',
  'vendor_dlkm',
  'system',
  'system_dlkm',
  'odm',
  'odm_dlkm',
].map((partition) => `${partition}/lib/modules`)

/** For a root that is a directory of modules, or of releases, itself: the one that was meant. */
function rootAbove(machine: Host, root: string): string | undefined {
  const [, above] = /^(.*?)(?:\/usr)?\/lib(?:\/modules(?:\/[^/]+)?)?$/.exec(root) ?? []
  if (above === undefined) return undefined
  const hasKernels = MODULE_DIRECTORIES.some(
    (directory) => releasesBelow(machine, `${above}/${directory}`).length > 0,
  )
  return hasKernels ? above || '/' : undefined
}
