import type { OpenFile } from '../../src/host/host.ts'

/** An open file that is not on disk. */
export function fileOf(bytes: Uint8Array): OpenFile {
  const read: OpenFile['read'] = (target, position, start = 0, end = target.length) => {
    const part = bytes.subarray(position, position + end - start)
    target.set(part, start)
    return part.length
  }
  return { size: bytes.length, read, readOnce: read, close: () => undefined }
}

/** Calls `closed` when `file` has been closed. */
export function whenClosed(file: OpenFile, closed: () => void): OpenFile {
  return {
    get size() {
      return file.size
    },
    read: (...where) => file.read(...where),
    readOnce: (...where) => file.readOnce(...where),
    close() {
      file.close()
      closed()
    },
  }
}
