/**
 * Firmware files below a root, as the kernel finds them: in each directory NAME itself, or NAME.zst, or NAME.xz.
 * Names of modules may be patterns of the shell, which are matched with each of these endings.
 *
 * Links are followed inside the root: an absolute target is below it, as it will be where the root is booted.
 */

import { nothing, orElse } from '../base/errors.ts'
import { fnmatch } from '../base/fnmatch.ts'
import { memoize } from '../base/memoize.ts'
import { toByteString } from '../base/names.ts'
import { findBelow, type PathBelow } from '../host/below-root.ts'
import type { Host } from '../host/host.ts'
import type { KernelLocation, KernelOptions } from './kernel-location.ts'

/** The kernel's compressed forms, in search order. */
const ENDINGS = ['', '.zst', '.xz']

/** Names are compared one component at a time, so `*` never matches a slash. */
const PATTERN = /[*?[]/

export interface FirmwareFile extends Pick<PathBelow, 'path' | 'links'> {
  /** The path below the root under which it was found, without a slash in front. */
  readonly name: string
  /** Bytes on disk. */
  readonly size: number
}

export interface FirmwareStore {
  /** Directories below the root, highest precedence first. */
  readonly directories: readonly string[]
  /** The files for a name that a module requests: one for each directory that has it, more for a pattern. */
  find(name: string): readonly FirmwareFile[]
}

/** Where the kernel searches: drivers/base/firmware_loader/main.c, fw_path[]. */
const kernelDirectories = (release: string): string[] => [
  `lib/firmware/updates/${release}`,
  'lib/firmware/updates',
  `lib/firmware/${release}`,
  'lib/firmware',
]

export function openFirmware(
  { host, root, release }: KernelLocation,
  { firmwareDirs }: Pick<KernelOptions, 'firmwareDirs'>,
): FirmwareStore {
  const directories = (firmwareDirs?.map(toByteString) ?? kernelDirectories(release)).map((directory) =>
    directory.replace(/^\/+|\/+$/g, ''),
  )
  const store = { host, root, entriesOf: memoize((directory: string) => listEntries(host, root, directory)) }
  return {
    directories,
    find: memoize((name: string) =>
      isInside(name) ? directories.flatMap((directory) => findIn(store, directory, name)) : [],
    ),
  }
}

/** The name comes from a module: it must not lead out of the directory. */
const isInside = (name: string): boolean =>
  name !== '' && !name.split('/').includes('..') && !name.includes('\0')

interface Store {
  readonly host: Host
  readonly root: string
  /** Names, sorted; empty when the directory does not exist. */
  readonly entriesOf: (directory: string) => ReadonlySet<string>
}

function findIn(store: Store, directory: string, name: string): FirmwareFile[] {
  if (!PATTERN.test(name)) {
    const file = firstForm(store, `${directory}/${name}`)
    return file ? [file] : []
  }
  const components = name.split('/').filter((component) => component !== '')
  return matches(store, directory, components).flatMap((path) => fileAt(store, path) ?? [])
}

/** Most firmware files are missing: one directory listing answers for all of them. */
function firstForm(store: Store, path: string): FirmwareFile | undefined {
  const slash = path.lastIndexOf('/')
  const entries = store.entriesOf(path.slice(0, slash))
  for (const ending of ENDINGS) {
    const file = entries.has(path.slice(slash + 1) + ending) ? fileAt(store, path + ending) : undefined
    if (file) return file
  }
  return undefined
}

/** Paths below `directory` that match, by name; a file with several compressed forms is returned in each of them. */
function matches(store: Store, directory: string, [first, ...rest]: readonly string[]): string[] {
  if (first === undefined) return []
  const isLast = rest.length === 0
  const endings = isLast ? ENDINGS : ['']
  return [...store.entriesOf(directory)]
    .filter((entry) => endings.some((ending) => fnmatch(first + ending, entry)))
    .flatMap((entry) => (isLast ? [`${directory}/${entry}`] : matches(store, `${directory}/${entry}`, rest)))
}

function listEntries(host: Host, root: string, directory: string): ReadonlySet<string> {
  const resolved = findBelow(host, root, directory)
  const entries = resolved
    ? orElse(
        () => host.listDirectory(`${root}/${resolved.path}`),
        () => [],
      )
    : []
  return new Set(entries.map(({ name }) => name))
}

function fileAt({ host, root }: Store, path: string): FirmwareFile | undefined {
  const resolved = findBelow(host, root, path)
  if (resolved === undefined) return undefined
  const status = orElse(() => host.status(`${root}/${resolved.path}`), nothing)
  if (status?.kind !== 'file') return undefined
  const name = path
    .split('/')
    .filter((component) => component !== '' && component !== '.')
    .join('/')
  return { name, path: resolved.path, links: resolved.links, size: status.size }
}
