/**
 * Keeps a code cache for this user (launcher.ts). A problem ends the attempt without a word: the next run is as good
 * without it.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { CodeCachePlace } from './code-cache-place.ts'

/** Old caches of any Node.js are removed; one that is still in use is made again. */
const MAX_AGE_MS = 90 * 24 * 3_600_000

const PRIVATE = 0o700

/**
 * Writes a file as a whole or not at all.
 * @param name of the file in the place
 * @param content made only when there is a place for it
 */
export function keepCode(
  { parent, directories }: CodeCachePlace,
  name: string,
  content: () => Uint8Array,
): void {
  try {
    const directory = directories.reduce((path, directory) => makeIn(path, directory), parent)
    const temporary = `${directory}/.${name}.${process.pid}.tmp`
    const bytes = content()
    try {
      // Neither an existing file nor a link is written through.
      writeFileSync(temporary, bytes, { flag: 'wx', mode: 0o600 })
      renameSync(temporary, `${directory}/${name}`)
    } catch {
      rmSync(temporary, { force: true })
      return
    }
    removeOld(directory)
  } catch {
    // No such place, not writable, full, or denied.
  }
}

/** Fails if `path` does not exist. */
function makeIn(path: string, name: string): string {
  const directory = `${path}/${name}`
  try {
    mkdirSync(directory, { mode: PRIVATE })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return directory
}

const OURS = /\.v[\w.-]+\.cache(\.\d+\.tmp)?$/

function removeOld(directory: string): void {
  const oldest = Date.now() - MAX_AGE_MS
  for (const name of readdirSync(directory)) {
    const path = `${directory}/${name}`
    if (OURS.test(name) && statSync(path).mtimeMs < oldest) rmSync(path, { force: true })
  }
}
