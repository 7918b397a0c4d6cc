/**
 * Bundles each command into one file, because finding and loading ninety modules takes longer than most commands do.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'
import type { BuiltCommand } from './commands.ts'
import { lazyBuiltins } from './lazy-builtins.ts'

export const SOURCES = join(import.meta.dirname, '..')

const COMMON: BuildOptions = {
  bundle: true,
  platform: 'node',
  // Added by users, and made of machine code.
  external: ['@duckdb/node-api'],
  target: 'node20.19',
  // Names are kept, for readable stacks.
  minifyWhitespace: true,
  minifySyntax: true,
  plugins: [lazyBuiltins],
  logLevel: 'warning',
}

/** CommonJS: its loader takes 5 ms less than the ESM one. */
export const COMMONJS: BuildOptions = {
  ...COMMON,
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  define: { 'import.meta.url': 'bundleUrl', 'import.meta.dirname': '__dirname' },
  banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href" },
}

/** The bundle that a worker thread runs, and the file by which extract/extract-threads.ts starts it. */
export const WORKER = 'extract-worker'
const WORKER_START = `import { createRequire } from 'node:module'
createRequire(import.meta.url)('./launcher.cjs').load('${WORKER}')
`

/** @param directory emptied first: no cache made from another bundle may remain */
export async function bundleCommands(commands: readonly BuiltCommand[], directory: string): Promise<void> {
  rmSync(directory, { recursive: true, force: true })
  const entryPoints = commands.map(({ name, entry }) => ({ in: join(SOURCES, entry), out: name }))
  const launcher = { in: join(SOURCES, 'cli/command-line/launcher.ts'), out: 'launcher' }
  const worker = { in: join(SOURCES, 'extract/worker.ts'), out: WORKER }
  await build({ ...COMMONJS, entryPoints: [...entryPoints, launcher, worker], outdir: directory })
  writeFileSync(join(directory, 'worker.js'), WORKER_START)
}
