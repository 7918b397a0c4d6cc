/**
 * Makes one file of each command that needs nothing but Node.js: dist/standalone/<name>.cjs, to be copied into an image
 * under any name. The files that the installed command has next to it are included: packages, the version, the script
 * of the page of tskmod graph, and the worker, as which the file starts itself. It has no code cache, so it starts
 * later than the installed command.
 */
import { chmodSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { COMMONJS, SOURCES } from './bundle-commands.ts'
import type { BuiltCommand } from './commands.ts'
import { contain } from './contain.ts'

/** Replaces import.meta.url, so that workers have the same URLs regardless of the file's location. */
const URL_OF_FILE = 'file:///commands/command.cjs'
/** The only worker. */
const WORKER_URL = '/commands/worker.js'

const startOf = (entry: string): string => `
import { isMainThread, workerData } from 'node:worker_threads'
if (isMainThread)
  import('./${entry}').then(({ main }) => main(process.argv)).then((status) => { process.exitCode = status })
else if (workerData === '${WORKER_URL}') import('./extract/worker.ts')
else throw new Error('This file has no worker ' + workerData)
`

const containPage = (script: string): Plugin =>
  contain('page-script', () => `export const readPageScript = () => ${JSON.stringify(script)}`)

/** All of src/fleet/*.sql. */
const containSql = contain('canned-sql', () => {
  const directory = join(SOURCES, 'fleet')
  const names = readdirSync(directory).filter((name) => name.endsWith('.sql'))
  const texts = names.map((name) => [name.slice(0, -4), readFileSync(join(directory, name), 'latin1')])
  return `const SQL = ${JSON.stringify(Object.fromEntries(texts))}
export const readCannedSql = (name) => SQL[name]`
})

/**
 * @param directory emptied first
 * @param pageScript the script of the page of tskmod graph, as a byte string
 */
export async function bundleStandalone(
  commands: readonly BuiltCommand[],
  directory: string,
  pageScript: string,
): Promise<void> {
  rmSync(directory, { recursive: true, force: true })
  for (const { name, entry } of commands) {
    const outfile = join(directory, `${name}.cjs`)
    const shim = (module: string): string => join(import.meta.dirname, 'standalone', module)
    await build({
      ...COMMONJS,
      stdin: { contents: startOf(entry), resolveDir: SOURCES, loader: 'ts' },
      outfile,
      plugins: [...(COMMONJS.plugins ?? []), containPage(pageScript), containSql],
      alias: { 'node:worker_threads': shim('worker-threads.ts'), 'node:module': shim('module.ts') },
      define: { ...COMMONJS.define, 'import.meta.url': JSON.stringify(URL_OF_FILE) },
      banner: { js: '#!/usr/bin/env node' },
    })
    chmodSync(outfile, 0o755)
  }
}
