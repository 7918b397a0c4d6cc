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

const START = `
import { isMainThread } from 'node:worker_threads'
if (isMainThread)
  import('./COMMAND').then(({ main }) => main(process.argv)).then((status) => { process.exitCode = status })
else import('./extract/worker.ts')
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
      stdin: { contents: START.replace('COMMAND', entry), resolveDir: SOURCES, loader: 'ts' },
      outfile,
      alias: { 'node:worker_threads': shim('worker-threads.ts'), 'node:module': shim('module.ts') },
      define: { ...COMMONJS.define, PACKAGE_VERSION: JSON.stringify(packageVersion()) },
      banner: { js: `#!/usr/bin/env node\n${COMMONJS.banner?.js}` },
    })
    chmodSync(outfile, 0o755)
  }
}
