/** A program, see code-caches.ts: `warm-up.ts BUNDLE CALL...` runs the command in BUNDLE and writes its cache. */
import { readFileSync, writeFileSync } from 'node:fs'
import { type Command, cacheOf, cachePath, compile, start } from '../cli/command-line/launcher.ts'

const [path = '', ...calls] = process.argv.slice(2)
const source = readFileSync(path)
const { script } = compile(path, source)
const command = start(path, script)
for (const call of calls) await (command as Command).main(['node', path, ...call.split(' ')])
writeFileSync(cachePath(path), cacheOf(source, script.createCachedData()))
