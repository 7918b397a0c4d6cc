/** The part of the Node.js host that creates files without names, for data that does not fit into memory. */
import { closeSync, constants, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import type { TemporaryFile } from './host.ts'
import { asking } from './node-errors.ts'

/**
 * Creates a file in the directory for temporary files ($TMPDIR).
 * @throws KmodError KMOD_IO
 */
export function createTemporaryFile(): TemporaryFile {
  const directory = temporaryDirectory()
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
    place: { descriptor: fd, offset: 0 },
    write(bytes, position = size) {
      writeAt(fd, bytes, position)
      size = Math.max(size, position + bytes.length)
    },
    close: () => closeSync(fd),
  }
}

const temporaryDirectory = (): string => process.getBuiltinModule('node:os').tmpdir()

/**
 * Writes into a temporary file, also in another thread than that which has created it.
 * @throws KmodError KMOD_IO
 */
export function writeAt(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; )
    done += asking(temporaryDirectory(), 'write a temporary file in', () =>
      writeSync(descriptor, bytes, done, bytes.length - done, position + done),
    )
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
