/**
 * Makes of each command one file that needs nothing but Node.js: dist/standalone/<name>.cjs, to be copied into an image
 * under any name. What the installed command has beside it is in the file: packages, package.json and the worker, as
 * which the file starts itself. It has no code cache, so it starts later than the installed command.
 */
import { chmodSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { COMMONJS, SOURCES } from './bundle-commands.ts'
import type { BuiltCommand } from './commands.ts'

/** Stands for import.meta.url, so that workers have the same URLs wherever the file lies. */
const URL_OF_FILE = 'file:///commands/command.cjs'
/** The one worker. */
const WORKER_URL = '/commands/worker.js'

const startOf = (entry: string): string => `
import { isMainThread, workerData } from 'node:worker_threads'
if (isMainThread)
  import('./${entry}').then(({ main }) => main(process.argv)).then((status) => { process.exitCode = status })
else if (workerData === '${WORKER_URL}') import('./extract/worker.ts')
else throw new Error('This file has no worker ' + workerData)
`

const packageVersion = (): string =>
  (JSON.parse(readFileSync(join(SOURCES, '../package.json'), 'utf8')) as { version: string }).version

/** @param directory is emptied before */
export async function bundleStandalone(commands: readonly BuiltCommand[], directory: string): Promise<void> {
  rmSync(directory, { recursive: true, force: true })
  for (const { name, entry } of commands) {
    const outfile = join(directory, `${name}.cjs`)
    const shim = (module: string): string => join(import.meta.dirname, 'standalone', module)
    await build({
      ...COMMONJS,
      stdin: { contents: startOf(entry), resolveDir: SOURCES, loader: 'ts' },
      outfile,
      alias: { 'node:worker_threads': shim('worker-threads.ts'), 'node:module': shim('module.ts') },
      define: {
        ...COMMONJS.define,
        'import.meta.url': JSON.stringify(URL_OF_FILE),
        PACKAGE_VERSION: JSON.stringify(packageVersion()),
      },
      banner: { js: '#!/usr/bin/env node' },
    })
    chmodSync(outfile, 0o755)
  }
}
