/**
 * `npm run build:library`, after tsc: lets the library be bundled by others. elfy is CommonJS and requires parts of
 * Node.js at run time, which no bundle in ESM can do; here it becomes a module of our own, dist/elf/elfy.js, which asks
 * for these parts in a way that works everywhere, and the one file that imports it takes that.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { lazyBuiltinsOf } from './lazy-builtins.ts'

const ELF = join(import.meta.dirname, '../../dist/elf')
const ADAPTER = join(ELF, 'elfy-adapter.js')
const IMPORT = "from 'elfy'"

/** What elfy uses of Node.js. */
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
