/**
 * Gives tests the same environment everywhere: what users, terminals and CI set for the commands that tests run is not
 * passed on, and the caches of those commands are kept out of the user's, in a directory that is removed at the end.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Variables that change what commands do, print or keep, those of other programs that tests run, too. */
const CHOICES = [
  'COLUMNS',
  'FORCE_COLOR',
  'LANG',
  'LANGUAGE',
  'LC_ALL',
  'MODPROBE_OPTIONS',
  'NODE_COMPILE_CACHE',
  // Node.js 20 reads the certificates at each start, which takes longer than most commands.
  'NODE_EXTRA_CA_CERTS',
  'NODE_OPTIONS',
  'NO_COLOR',
  'SOURCE_DATE_EPOCH',
  'TSKMOD_COMPAT',
  'TSKMOD_HINTS',
]

let directory = ''

export function setup(): void {
  for (const name of CHOICES) delete process.env[name]
  directory = mkdtempSync(join(tmpdir(), 'tskmod-caches-'))
  process.env.TSKMOD_CACHE = directory
  process.env.NODE_DISABLE_COMPILE_CACHE = '1'
}

export function teardown(): void {
  rmSync(directory, { recursive: true, force: true })
}
