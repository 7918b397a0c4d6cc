/** Caches for the rows that measure runs with one: made once, and restored before each run. */
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { decodeCache, encodeCache } from '../../src/cache/cache-format.ts'
import { KEY_WIDTH } from '../../src/cache/module-keys.ts'
import { decodeOutputs, encodeOutputs } from '../../src/cache/outputs-format.ts'
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
  const paths = fs.readdirSync(directory).map((name) => join(directory, name))
  if (paths.length !== FILES) throw new Error('Cannot measure: the modules are too new to be kept in a cache')
  const older = paths.map((path) => [path, forgetting(fs.readFileSync(path), changed)] as const)
  const prepare = (): void => {
    for (const [path, cache] of older) fs.writeFileSync(path, cache)
  }
  return { command, prepare: () => changed > 0 && prepare() }
}

/** One of facts, one of outputs. */
const FILES = 2

/** The cache as it would be had the first `changed` modules had another size then. */
function forgetting(cache: Uint8Array, changed: number): Uint8Array {
  const facts = decodeCache(cache)
  const outputs = decodeOutputs(cache)
  if (facts) return Buffer.concat(encodeCache({ ...facts, keys: otherKeys(facts.keys, changed) }))
  if (outputs) return Buffer.concat(encodeOutputs({ ...outputs, keys: otherKeys(outputs.keys, changed) }))
  throw new Error('Cannot measure: the cache is damaged')
}

function otherKeys(keys: BigInt64Array, changed: number): BigInt64Array {
  const other = keys.slice()
  for (let module = 0; module < changed; module++) other[module * KEY_WIDTH] = -1n
  return other
}
