/** Caches for the rows that measure runs with one: made once, and restored before each run. */
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { decodeCache, encodeCache } from '../../src/cache/cache-format.ts'
import type { Command } from '../support/our-command.ts'

/**
 * Runs `command` with a cache below `work` that knows all modules but `changed` ones as they are.
 * @returns the command that uses the cache, and what to do before each run of it
 */
export function withCache(
  [program = '', ...args]: Command,
  changed: number,
  work: string,
): { readonly command: Command; prepare(): void } {
  const directory = fs.mkdtempSync(join(work, 'cache-'))
  const command = [program, ...args.slice(0, -1), `--cache=${directory}`, ...args.slice(-1)]
  execFileSync(program, command.slice(1), { stdio: 'ignore' })
  const [name] = fs.readdirSync(directory)
  if (name === undefined) throw new Error('Cannot measure: the modules are too new to be kept in a cache')
  const path = join(directory, name)
  const cache = fs.readFileSync(path)
  const older = forgetting(cache, changed)
  return { command, prepare: () => changed > 0 && fs.writeFileSync(path, older) }
}

/** The cache as it would be had the first `changed` modules had another size then. */
function forgetting(cache: Uint8Array, changed: number): Uint8Array {
  const content = decodeCache(cache)
  if (!content) throw new Error('Cannot measure: the cache is damaged')
  const keys = content.keys.slice()
  const width = keys.length / content.paths.split('\0').length
  for (let module = 0; module < changed; module++) keys[module * width] = -1n
  return Buffer.concat(encodeCache({ ...content, keys }))
}
