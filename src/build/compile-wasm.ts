/**
 * `npm run build:wasm`, before tsc: compiles each program of src/wasm/assembly to WebAssembly. The bytes become
 * a TypeScript file as base64, so that whoever reads the sources (tests), what tsc makes of them and the bundles of the
 * commands all find them in the same way, and no command needs a file beside it.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** Folders of src/wasm/assembly, each with a file of its name that is the program; what they share lies beside them. */
const PROGRAMS = ['facts', 'resolve', 'trie', 'inflate', 'zstd']

const WASM = join(import.meta.dirname, '../wasm')
const COMPILED = join(WASM, 'compiled')
const COMPILER = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js')

/** No garbage collector and no checks that the programs do not make themselves: they keep to their memory. */
const OPTIONS = ['-O3', '--runtime', 'stub', '--noAssert', '--uncheckedBehavior', 'always', '--use', 'abort=']

/** Whether everything has been compiled since it was last changed, this file included. */
function isFresh(): boolean {
  const outputs = PROGRAMS.map((name) => join(COMPILED, `${name}.ts`))
  if (!outputs.every((path) => existsSync(path))) return false
  const assembly = join(WASM, 'assembly')
  const sources = (readdirSync(assembly, { recursive: true }) as string[]).map((name) => join(assembly, name))
  const changed = (path: string): number => statSync(path).mtimeMs
  return Math.max(...[...sources, import.meta.filename].map(changed)) < Math.min(...outputs.map(changed))
}

function compileAll(): void {
  rmSync(COMPILED, { recursive: true, force: true })
  mkdirSync(COMPILED)
  for (const name of PROGRAMS) {
    const source = join(WASM, 'assembly', name, `${name}.ts`)
    const binary = join(COMPILED, `${name}.wasm`)
    execFileSync(process.execPath, [COMPILER, source, '--outFile', binary, ...OPTIONS], { stdio: 'inherit' })
    const base64 = readFileSync(binary).toString('base64')
    rmSync(binary)
    const text = `/** assembly/${name}/${name}.ts in base64, made by build/compile-wasm.ts. */\nexport const wasm = '${base64}'\n`
    writeFileSync(join(COMPILED, `${name}.ts`), text)
  }
}

// --if-stale is for test:quick, which needs nothing else to be built.
if (!process.argv.includes('--if-stale') || !isFresh()) compileAll()
