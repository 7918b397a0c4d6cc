import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { toByteString } from '../base/names.ts'

/** A directory for other programs' input. */
export interface TemporaryDirectory {
  /** Absolute, a byte string. */
  readonly path: string
  /** Removes it with all that is in it. */
  remove(): void
}

/** Creates a directory that only this user can enter; it is removed at the latest when the process exits. */
export function createTemporaryDirectory(): TemporaryDirectory {
  const path = mkdtempSync(`${tmpdir()}/tskmod-`)
  const remove = (): void => rmSync(path, { recursive: true, force: true })
  process.once('exit', remove)
  return {
    path: toByteString(path),
    remove() {
      process.off('exit', remove)
      remove()
    },
  }
}
