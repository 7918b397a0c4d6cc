/** `npm run build:graph-page`: the script of the page of `tskmod graph`, with the script of its worker as a text in it. */
import { join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'

const SOURCES = join(import.meta.dirname, '../graph-page')

const COMMON: BuildOptions = {
  bundle: true,
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
  minify: true,
  legalComments: 'inline',
  logLevel: 'warning',
}

const worker = await build({ ...COMMON, entryPoints: [join(SOURCES, 'layout-worker.ts')], write: false })
await build({
  ...COMMON,
  entryPoints: [join(SOURCES, 'graph-page.ts')],
  define: { LAYOUT_WORKER: JSON.stringify(worker.outputFiles?.[0]?.text ?? '') },
  outdir: join(import.meta.dirname, '../../dist/commands'),
})
