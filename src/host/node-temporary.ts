/** The part of the Node.js host that creates files without names, for data that does not fit into memory. */
import { closeSync, constants, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import type { TemporaryFile } from './host.ts'
import { asking } from './node-errors.ts'

/**
 * Creates a file in the directory for temporary files ($TMPDIR).
 * @throws KmodError KMOD_IO
 */
export function createTemporaryFile(): TemporaryFile {
  const directory = process.getBuiltinModule('node:os').tmpdir()
  const fd = openUnnamed(directory)
  let size = 0
  const readOnce = (target: Uint8Array, position: number, start = 0, end = target.length): number =>
    asking(directory, 'read a temporary file in', () => readSync(fd, target, start, end - start, position))
  return {
    get size() {
      return size
    },
    readOnce,
    read(target, position, start = 0, end = target.length) {
      let at = start
      while (at < end) {
        const count = readOnce(target, position + at - start, at, end)
        if (count === 0) break
        at += count
      }
      return at - start
    },
    write(bytes) {
      for (let done = 0; done < bytes.length; )
        done += asking(directory, 'write a temporary file in', () =>
          writeSync(fd, bytes, done, bytes.length - done, size + done),
        )
      size += bytes.length
    },
    close: () => closeSync(fd),
  }
}

/** A killed process leaves no file: the name is removed before the first byte is written. */
function openUnnamed(directory: string): number {
  const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW = 0 } = constants
  const path = `${directory}/tskmod-${process.pid}-${process.hrtime.bigint().toString(36)}`
  return asking(path, 'create', (p) => {
    const fd = openSync(p, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
    // Windows cannot remove an open file; there the system's own cleaning of temporary files must do.
    if (process.platform !== 'win32') unlinkSync(p)
    return fd
  })
}
