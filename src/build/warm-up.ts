/**
 * A program, see code-caches.ts: `warm-up.ts BUNDLES CALL...` runs the command in the first of the BUNDLES, which are
 * separated by commas, and writes the cache of each.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type Command, cacheOf, cachePath, compile, keepPart, start } from '../cli/command-line/launcher.ts'

const [paths = '', ...calls] = process.argv.slice(2)
const bundles = paths.split(',').map((path) => {
  const source = readFileSync(path)
  const { script } = compile(path, source)
  return { path, source, script, exports: keepPart(`./${basename(path)}`, start(path, script)) }
})
const [command] = bundles.map(({ exports }) => exports as Command)
for (const call of calls) await command?.main(['node', paths, ...call.split(' ')])
for (const { path, source, script } of bundles)
  writeFileSync(cachePath(path), cacheOf(source, script.createCachedData()))
