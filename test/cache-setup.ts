/** Keeps the caches of the commands that tests run out of the user's: in a directory that is removed at the end. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

let directory = ''

export function setup(): void {
  directory = mkdtempSync(join(tmpdir(), 'tskmod-caches-'))
  process.env.TSKMOD_CACHE = directory
  process.env.NODE_DISABLE_COMPILE_CACHE = '1'
}

export function teardown(): void {
  rmSync(directory, { recursive: true, force: true })
}
