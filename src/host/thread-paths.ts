/**
 * Paths for worker threads that mean a part of a file, such as a module in an archive: a thread is given a list of paths, and
 * opens all of them with its own host. They begin with NUL, which no real path has.
 */
import type { BytePlace } from '../base/byte-place.ts'
import { KmodError } from '../base/errors.ts'
import { fromByteString } from '../base/names.ts'
import type { Host, OpenFile } from './host.ts'
import { nodeHost } from './node-host.ts'
import { openDescriptor } from './node-reading.ts'

const MARK = '\0'

/** @param path of the file as others see it, which ends the result: its suffix says what to expect of it */
export const threadPathOf = (place: BytePlace, size: number, path: string): string =>
  `${MARK}${JSON.stringify({ ...place, size })}${MARK}${path}`

/** What a thread must not find, because it is not there for the main thread either. */
export const missingThreadPath = (path: string): string => `${MARK}${MARK}${path}`

export const isThreadPath = (path: string): boolean => path.startsWith(MARK)

/** @throws KmodError KMOD_IO */
export function openThreadPath(threadPath: string): OpenFile {
  const end = threadPath.indexOf(MARK, 1)
  const [text, path] = [threadPath.slice(1, end), threadPath.slice(end + 1)]
  if (text === '')
    throw new KmodError('KMOD_IO', `Cannot open "${fromByteString(path)}": ENOENT`, { path, errno: 'ENOENT' })
  const { size, ...place } = JSON.parse(text) as BytePlace & { readonly size: number }
  return openPlace(place, size, path)
}

/**
 * Opens bytes for reading. Closing leaves a descriptor open: it is not the reader's.
 * @param path for messages
 * @throws KmodError KMOD_IO
 */
export function openPlace(place: BytePlace, size: number, path: string): OpenFile {
  const file = 'path' in place ? nodeHost.openFile(place.path) : openDescriptor(place.descriptor, path)
  const { offset } = place
  const endFor = (position: number, start: number, end: number): number =>
    start + Math.max(0, Math.min(end - start, size - position))
  return {
    size,
    read: (target, position, start = 0, end = target.length) =>
      file.read(target, offset + position, start, endFor(position, start, end)),
    readOnce: (target, position, start = 0, end = target.length) =>
      file.readOnce(target, offset + position, start, endFor(position, start, end)),
    close: () => {
      if ('path' in place) file.close()
    },
  }
}

/** The machine's own host, which also opens paths for threads. */
export const threadHost: Host = {
  ...nodeHost,
  openFile: (path) => (isThreadPath(path) ? openThreadPath(path) : nodeHost.openFile(path)),
}
