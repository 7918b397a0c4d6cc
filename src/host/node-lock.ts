/**
 * A lock on a directory that leaves nothing on the disk and cannot become stale: the process holds it, and the system
 * releases it however the process ends, including SIGKILL. No check whether the holder is still alive is needed.
 *
 * - Linux: a socket in the abstract namespace, named after the directory's device and inode. It needs no writable
 *   directory, and works on a read-only system. It is effective among processes of one network namespace.
 * - Windows: a named pipe, likewise.
 * - macOS and BSD: the directory itself is opened with O_EXLOCK (flock).
 *
 * Node cannot call flock() on Linux, and a lock file would have to be distinguished from one left by a killed run.
 */
import { closeSync, constants, openSync, statSync } from 'node:fs'
import { isAnyKmodError } from '../base/errors.ts'
import type { Lock } from './host.ts'
import { asking } from './node-errors.ts'

/** If locking is not possible at all, the run goes on without: the lock is advisory. */
const NO_LOCK: Lock = { release: () => undefined }

/** From fcntl.h of macOS and the BSDs; Node does not define it. */
const O_EXLOCK = 0x20

/**
 * @returns `undefined` while another run has the lock
 * @throws KmodError KMOD_IO if the directory cannot be examined
 */
export async function tryLock(directory: string): Promise<Lock | undefined> {
  const { dev, ino } = asking(directory, 'look at', (p) => statSync(p, { bigint: true }))
  const name = `tskmod/${dev}:${ino}`
  switch (process.platform) {
    case 'linux':
    case 'android':
      return lockBySocket(`\0${name}`)
    case 'win32':
      return lockBySocket(`\\\\.\\pipe\\${name.replaceAll(/[/:]/g, '-')}`)
    case 'darwin':
    case 'freebsd':
    case 'openbsd':
    case 'netbsd':
      return lockByOpening(directory)
    default:
      return NO_LOCK
  }
}

/** The first process to listen has the lock. */
function lockBySocket(path: string): Promise<Lock | undefined> {
  const { createServer } = process.getBuiltinModule('node:net')
  return new Promise((resolve) => {
    // The socket carries no data: connections are closed at once.
    const server = createServer((socket) => socket.destroy())
    server.once('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(code === 'EADDRINUSE' || code === 'EACCES' ? undefined : NO_LOCK),
    )
    try {
      server.listen({ path }, () => {
        server.unref()
        resolve({ release: () => server.close() })
      })
    } catch {
      // Denied by Node.js when started with --permission.
      resolve(NO_LOCK)
    }
  })
}

function lockByOpening(directory: string): Lock | undefined {
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | O_EXLOCK
  try {
    const fd = asking(directory, 'lock', (p) => openSync(p, flags))
    return { release: () => closeSync(fd) }
  } catch (error) {
    if (!isAnyKmodError(error)) throw error
    return error.details.errno === 'EAGAIN' ? undefined : NO_LOCK
  }
}
