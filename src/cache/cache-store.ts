/**
 * The files of a cache directory, one for each module dir and kind of cache: `depmod-<release>-<CRC32 of the module
 * dir>.cache`, `outputs-...` and `tskmod-...`. If two module dirs share a name, each replaces the cache of the other.
 *
 * A file is replaced as a whole by renaming, so concurrent runs see one version or the other, and the last one remains.
 * It is not synced: after a power failure the checksum detects a damaged file. Only files of this user are read, so a
 * directory writable by others is safe; links in place of a file are neither followed nor written through.
 */

import { crc32 } from 'node:zlib'
import { bytesOf } from '../base/bytes.ts'
import { always, nothing, orElse } from '../base/errors.ts'
import { basename, directoryOf } from '../base/names.ts'
import type { Host } from '../host/host.ts'
import { archiveOf } from './archive-key.ts'
import { type CacheContent, decodeCache, encodeCache, moduleDirIn } from './cache-format.ts'
import { HEAD_SIZE } from './section-file.ts'

/** The number of newest files that are kept, and the limit of their total size: some 40 usual kernels. */
const MAX_FILES = 40
const MAX_BYTES = 256 * 1024 ** 2
/** An older temporary file was left by a killed run. */
const LEFT_BEHIND_NS = 3_600_000_000_000n

const CACHE_NAME = /^(?:depmod|outputs|tskmod)-.+-[0-9a-f]{8}\.cache$/
const TEMPORARY_NAME = /^\.(?:depmod|outputs|tskmod)-.+-[0-9a-f]{8}\.cache\.[0-9]+\.[0-9a-z]+\.tmp$/
/** A name may have 255 bytes, and the temporary name is longer. */
const MAX_RELEASE_LENGTH = 100

/** `depmod`: what depmod needs of modules; `outputs`: what it made of that; `tskmod`: all that is read of modules. */
export type CacheKind = 'depmod' | 'outputs' | 'tskmod'

/** The path in `directory` of the cache for `moduleDir`, whose last component is the release. */
export function cachePath(directory: string, moduleDir: string, kind: CacheKind = 'depmod'): string {
  const release = basename(moduleDir).replace(/[^\w.+~-]/g, '_')
  const digest = crc32(bytesOf(moduleDir)).toString(16).padStart(8, '0')
  return `${directory}/${kind}-${release.slice(0, MAX_RELEASE_LENGTH)}-${digest}.cache`
}

/** The content of the file at `path` if it is valid and ours. */
export const loadCache = (host: Host, path: string): CacheContent | undefined =>
  loadContent(host, path, decodeCache)

/** The same for a cache of another kind. */
export const loadContent = <T>(
  host: Host,
  path: string,
  decode: (bytes: Uint8Array) => T | undefined,
): T | undefined => orElse(() => decode(host.readOwnFile(path)), nothing, always)

/**
 * Writes `content` to `path`, and removes old files in the same directory.
 * @throws KmodError KMOD_IO; then the file is unchanged
 */
export const saveCache = (host: Host, path: string, content: CacheContent): void =>
  saveParts(host, path, encodeCache(content))

/** The same for the parts of a file of another kind. */
export function saveParts(host: Host, path: string, parts: readonly Uint8Array[]): void {
  if (parts.reduce((size, { length }) => size + length, 0) > MAX_BYTES) return
  const directory = directoryOf(path)
  host.makeDirectory(directory)
  const random = Math.random().toString(36).slice(2, 10)
  const temporary = `${directory}/.${basename(path)}.${host.processTag()}.${random}.tmp`
  try {
    writeNew(host, temporary, parts)
    host.rename(temporary, path)
  } catch (error) {
    orElse(() => host.removeFile(temporary), nothing, always)
    throw error
  }
  orElse(() => prune(host, directory), nothing, always)
}

function writeNew(host: Host, path: string, parts: readonly Uint8Array[]): void {
  const file = host.createFile(path)
  try {
    for (const part of parts) file.write(part)
  } finally {
    file.close()
  }
}

interface CacheFile {
  readonly path: string
  readonly size: number
  readonly mtimeNs: bigint
}

/**
 * Removes caches of module dirs that no longer exist, then the oldest beyond the limits, and the temporary files of
 * killed runs.
 */
function prune(host: Host, directory: string): void {
  const caches: CacheFile[] = []
  for (const { name } of host.listDirectory(directory)) {
    const path = `${directory}/${name}`
    if (TEMPORARY_NAME.test(name)) removeLeftBehind(host, path)
    if (!CACHE_NAME.test(name)) continue
    const status = orElse(() => host.status(path), nothing, always)
    if (status?.kind !== 'file') continue
    if (isOfMissingDirectory(host, path)) orElse(() => host.removeFile(path), nothing, always)
    else caches.push({ path, size: status.size, mtimeNs: status.mtimeNs })
  }
  caches.sort((a, b) => Number(b.mtimeNs - a.mtimeNs))
  let bytes = 0
  for (const [i, { path, size }] of caches.entries()) {
    bytes += size
    if (i >= MAX_FILES || bytes > MAX_BYTES) orElse(() => host.removeFile(path), nothing, always)
  }
}

function removeLeftBehind(host: Host, path: string): void {
  const status = orElse(() => host.status(path), nothing, always)
  if (status && status.mtimeNs < host.now() - LEFT_BEHIND_NS)
    orElse(() => host.removeFile(path), nothing, always)
}

/** Unknown for a file of another version of this program, but such files count towards the limits. */
function isOfMissingDirectory(host: Host, path: string): boolean {
  const moduleDir = orElse(
    () => {
      const file = host.openFile(path)
      try {
        const head = new Uint8Array(Math.min(file.size, HEAD_SIZE))
        return moduleDirIn(head.subarray(0, file.read(head, 0)))
      } finally {
        file.close()
      }
    },
    nothing,
    always,
  )
  return moduleDir !== undefined && !host.exists(moduleDir) && archiveOf(host, moduleDir) === undefined
}
