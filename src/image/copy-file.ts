/** Copies one file with its permissions; replaces the file at the target unless the two are the same. */
import { linkTarget } from '../host/below-root.ts'
import type { Host, OpenFile } from '../host/host.ts'

const PORTION = 1 << 20
/** Strips set-user-ID, set-group-ID and sticky: the copy belongs to the installing user, the source may not. */
const PERMISSIONS = 0o777
const ALL_BITS = 0o7777

export interface CopiedFile {
  readonly bytes: number
  readonly isNew: boolean
}

/** @throws KmodError KMOD_IO; nothing is left at `to` in that case */
export function copyFile(host: Host, from: string, to: string): CopiedFile {
  const source = host.openFile(from)
  try {
    const mode = host.status(from).mode & PERMISSIONS
    if (hasLink(host, to) || host.exists(to)) {
      if (!hasLink(host, to) && isSame(host, source, to, mode)) return { bytes: source.size, isNew: false }
      host.removeFile(to)
    }
    return { bytes: write(host, source, to, mode), isNew: true }
  } finally {
    source.close()
  }
}

const hasLink = (host: Host, path: string): boolean => linkTarget(host, path) !== undefined

function isSame(host: Host, source: OpenFile, path: string, mode: number): boolean {
  const status = host.status(path)
  if (status.kind !== 'file' || status.size !== source.size || (status.mode & ALL_BITS) !== mode) return false
  const file = host.openFile(path)
  try {
    const [ours, theirs] = [new Uint8Array(PORTION), new Uint8Array(PORTION)]
    for (let at = 0; at < source.size; at += PORTION) {
      const count = source.read(ours, at)
      if (count !== file.read(theirs, at)) return false
      if (Buffer.compare(ours.subarray(0, count), theirs.subarray(0, count)) !== 0) return false
    }
    return true
  } finally {
    file.close()
  }
}

function write(host: Host, source: OpenFile, path: string, mode: number): number {
  const file = host.createFile(path)
  let done = 0
  try {
    const portion = new Uint8Array(Math.min(PORTION, source.size + 1))
    for (;;) {
      const count = source.read(portion, done)
      if (count === 0) break
      file.write(portion.subarray(0, count))
      done += count
    }
    file.setMode(mode)
  } catch (error) {
    file.close()
    host.removeFile(path)
    throw error
  }
  file.close()
  return done
}
