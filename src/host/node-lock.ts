/**
 * A lock on a directory that leaves nothing on the disk and that no run can forget to give back: the process holds it,
 * and the system takes it back with whatever ends the process, SIGKILL too. Nobody has to find out whether who holds it
 * is still alive.
 *
 * - Linux: a socket in the abstract namespace, called after the directory's device and inode. It needs no directory
 *   that can be written, and works on a read-only system. It holds among processes of one network namespace.
 * - Windows: a named pipe, likewise.
 * - macOS and BSD: the directory itself is opened with O_EXLOCK (flock).
 *
 * Node cannot call flock() on Linux, and a lock file would have to be told from one that a killed run left behind.
 */
import { closeSync, constants, openSync, statSync } from 'node:fs'
import { isAnyKmodError } from '../base/errors.ts'
import type { Lock } from './host.ts'
import { asking } from './node-errors.ts'

/** Where a lock is not to be had at all, a run goes on without: it is there for runs that know of each other. */
const NO_LOCK: Lock = { release: () => undefined }

/** Of fcntl.h of macOS and the BSDs; Node does not name it. */
const O_EXLOCK = 0x20

/**
 * @returns `undefined` while another run has the lock
 * @throws KmodError KMOD_IO when the directory cannot be looked at
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

/** Who listens first has the lock. */
function lockBySocket(path: string): Promise<Lock | undefined> {
  const { createServer } = process.getBuiltinModule('node:net')
  return new Promise((resolve) => {
    // Nobody has anything to say: who calls is hung up on.
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
      // Node.js denies it, started with --permission.
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
