/**
 * `npm run build:library`, after tsc: makes the library bundleable. elfy is CommonJS and requires parts of Node.js at
 * run time, which no ESM bundle can do; here it becomes a module of our own, dist/elf/elfy.js, which requests these
 * parts in a way that works everywhere, and the one file that imports elfy imports that instead.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { lazyBuiltinsOf } from './lazy-builtins.ts'

const ELF = join(import.meta.dirname, '../../dist/elf')
const ADAPTER = join(ELF, 'elfy-adapter.js')
const IMPORT = "from 'elfy'"

/** The parts of Node.js that elfy uses. */
const BUILTINS = { assert: ['equal'], util: ['inherits'] }

await build({
  entryPoints: [join(import.meta.dirname, '../../node_modules/elfy/lib/elfy.js')],
  outfile: join(ELF, 'elfy.js'),
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  banner: { js: '// elfy 1.0.0 by Fedor Indutny, MIT licence; bundled by build/build-library.ts' },
  plugins: [lazyBuiltinsOf(BUILTINS)],
  logLevel: 'warning',
})
const text = readFileSync(ADAPTER, 'utf8')
if (!text.includes(IMPORT)) throw new Error(`Cannot find ${IMPORT} in dist/elf/elfy-adapter.js`)
writeFileSync(ADAPTER, text.replace(IMPORT, "from './elfy.js'"))
