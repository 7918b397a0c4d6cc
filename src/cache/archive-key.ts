/**
 * The key of modules inside an archive: that of the archive file (module-keys.ts). All of them are read again when the
 * file has changed in any way.
 *
 * The archive was opened before the run of the cache began, so it must have been unchanged since before this process
 * began: otherwise another file may have been opened than is there now.
 */
import { always, nothing, orElse } from '../base/errors.ts'
import type { Host } from '../host/host.ts'
import { forgetKey, isSettled, KEY_WIDTH, keysOf } from './module-keys.ts'

const NANOSECONDS_PER_MS = 1_000_000n

/** See sources/open-source.ts: the path of an archive ends with `!`. */
const INSIDE = '!/'

/** The file that the paths below `directory` are in, if that is an archive or inside one. */
export function archiveOf(host: Host, directory: string): string | undefined {
  const end = `${directory}/`.indexOf(INSIDE)
  if (end < 0) return undefined
  const path = directory.slice(0, end)
  return orElse(() => host.status(path).kind, nothing, always) === 'file' ? path : undefined
}

/** The key of the archive for each of `count` modules; without an archive there are none. */
export function keysOfArchive(host: Host, archive: string | undefined, count: number): BigInt64Array {
  const keys = new BigInt64Array(count * KEY_WIDTH)
  if (archive === undefined) return keys
  const key = keysOf(host, [archive])
  const processStart = BigInt(Math.floor(performance.timeOrigin)) * NANOSECONDS_PER_MS
  if (!isSettled(key, 0, processStart)) forgetKey(key, 0)
  for (let module = 0; module < count; module++) keys.set(key, module * KEY_WIDTH)
  return keys
}
