/**
 * Identifies the state of a module file without reading it: size, mtime, ctime and inode, four 64-bit numbers for each
 * module. The path is stored separately.
 *
 * This relies on the ctime. The kernel sets it with every change of content, name or permissions, and programs cannot
 * set it back; mtime, size and inode help with file systems that are less strict. The device number is left out: many
 * file systems get another one with each boot, and a copy of a device that is changed afterwards has another ctime.
 *
 * A module that cannot be identified in this way has no key, and is read each time:
 *
 *   not readable by all     whether this process may read it would have to be checked each time
 *   ctime of whole seconds  file systems that keep no finer times (FAT, squashfs), where a second change in the same
 *                           second is not visible, and images with artificial times
 *   another file system     all but those of SETS_CTIME: erofs has no ctime but shows the mtime, which the maker of the
 *                           image chooses; tmpfs does not set it for writes through a mapping; overlayfs shows files of
 *                           either; for files of a server (NFS, 9p, FUSE) the server chooses the times
 *   changed just now        if it was changed less than SETTLING_NS before the run began, a further change might get
 *                           the same ctime ("racily clean", as git calls it); see `isSettled`
 */
import { always, nothing, orElse } from '../base/errors.ts'
import type { FileStatus, Host } from '../host/host.ts'

/** Numbers of a key: size, mtime, ctime, inode. */
export const KEY_WIDTH = 4
const SIZE = 0
const MTIME = 1
const CTIME = 2
const INODE = 3

const NO_KEY = 0n
const SECOND_NS = 1_000_000_000n
const READABLE_BY_ALL = 0o004
/** Its entries can be looked up, too. */
const LISTABLE_BY_ALL = 0o005

/**
 * Longer than the clock tick of any file system, plus some difference between the clocks of a server and of this
 * machine.
 */
const SETTLING_NS = 2n * SECOND_NS

/** Types of local file systems that set the ctime with every change: linux/magic.h. */
const SETS_CTIME: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // XFS
  0x9123683e, // Btrfs
  0xf2f52010, // F2FS
  0xca451a4e, // bcachefs
  0x2fc12fc1, // ZFS
  0x3153464a, // JFS
  0x24051905, // UBIFS
])

/** Whether the ctime of a file can be trusted; the file system type is queried once for each device. */
function ctimeTrust(host: Host): (path: string, dev: bigint) => boolean {
  const known = new Map<bigint, boolean>()
  return (path, dev) => {
    let isTrusted = known.get(dev)
    if (isTrusted === undefined) {
      const type = orElse(() => host.fileSystemType(path) ?? 'unnamed', nothing, always)
      isTrusted = type === 'unnamed' || (type !== undefined && SETS_CTIME.has(type))
      known.set(dev, isTrusted)
    }
    return isTrusted
  }
}

/** Returns a key for each path, in that order. */
export type KeySource = (paths: readonly string[]) => BigInt64Array

/**
 * Puts the key of a path into `keys` as number `i`, which has none before; a file or directory that cannot be identified
 * gets none.
 */
export type KeyTaker = (path: string, keys: BigInt64Array, i: number, kind: KeyedKind) => void

/** `private-file`: a file that not everybody may read. Who relies on its key looks whether this process may. */
export type KeyedKind = 'file' | 'private-file' | 'directory'

/** Takes keys from `host`. */
export function keyTaker(host: Host): KeyTaker {
  const isTrusted = ctimeTrust(host)
  return (path, keys, i, kind) => {
    // The error is reported when the module is read.
    const status = orElse(() => host.status(path), nothing, always)
    if (status === undefined || !isTellable(status, kind) || !isTrusted(path, status.dev)) return
    keys[i * KEY_WIDTH + SIZE] = BigInt(status.size)
    keys[i * KEY_WIDTH + MTIME] = status.mtimeNs
    keys[i * KEY_WIDTH + CTIME] = status.ctimeNs
    keys[i * KEY_WIDTH + INODE] = status.ino
  }
}

/** A key for each path, in that order. */
export function keysOf(host: Host, paths: readonly string[]): BigInt64Array {
  const keys = new BigInt64Array(paths.length * KEY_WIDTH)
  const take = keyTaker(host)
  for (let i = 0; i < paths.length; i++) take(paths[i] ?? '', keys, i, 'file')
  return keys
}

/** What everybody must be allowed to do. */
const NEEDED_MODE: Readonly<Record<KeyedKind, number>> = {
  file: READABLE_BY_ALL,
  'private-file': 0,
  directory: LISTABLE_BY_ALL,
}

function isTellable({ kind, mode, ctimeNs }: FileStatus, wanted: KeyedKind): boolean {
  const needed = NEEDED_MODE[wanted]
  return (
    kind === (wanted === 'directory' ? wanted : 'file') &&
    (mode & needed) === needed &&
    ctimeNs % SECOND_NS !== 0n
  )
}

export const hasKey = (keys: BigInt64Array, module: number): boolean =>
  keys[module * KEY_WIDTH + CTIME] !== NO_KEY

/** Whether both have a key, and the keys are equal. */
export function isSameKey(a: BigInt64Array, i: number, b: BigInt64Array, j: number): boolean {
  if (!hasKey(a, i)) return false
  for (let n = 0; n < KEY_WIDTH; n++) if (a[i * KEY_WIDTH + n] !== b[j * KEY_WIDTH + n]) return false
  return true
}

export function forgetKey(keys: BigInt64Array, module: number): void {
  keys.fill(NO_KEY, module * KEY_WIDTH, (module + 1) * KEY_WIDTH)
}

/**
 * Whether every change after `startedAt` gives the file another ctime: it does when the clock has ticked between the
 * ctime and `startedAt`. A key that was taken and a module that was read after `startedAt` then always belong together,
 * regardless of changes in between.
 */
export const isSettled = (keys: BigInt64Array, module: number, startedAt: bigint): boolean =>
  (keys[module * KEY_WIDTH + CTIME] ?? startedAt) <= startedAt - SETTLING_NS
