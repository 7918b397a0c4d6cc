/**
 * Makes of each command one file that needs nothing but Node.js: dist/standalone/<name>.cjs, to be copied into an image
 * under any name. What the installed command has beside it is in the file: packages, package.json, the script of the
 * page of tskmod graph, and the worker, as which the file starts itself. It has no code cache, so it starts later than the installed command.
 */
import { chmodSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'
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

/** The script in place of the function that reads it. */
const containPage = (script: string): Plugin => ({
  name: 'contain-page',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]host[\\/]page-script\.ts$/ }, () => ({
      contents: `export const readPageScript = () => ${JSON.stringify(script)}`,
    }))
  },
})

/**
 * @param directory is emptied before
 * @param pageScript that of the page of tskmod graph, as a byte string
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
      plugins: [...(COMMONJS.plugins ?? []), containPage(pageScript)],
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
