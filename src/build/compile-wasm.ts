/**
 * `npm run build:wasm`, before tsc: builds the WebAssembly programs, those of src/wasm/assembly with the AssemblyScript
 * compiler and the LZMA decoder with build/lzma. The bytes become a TypeScript file as base64, so that the sources
 * (tests), the output of tsc and the bundles of the commands all find them in the same way, and no command needs a file
 * next to it.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pLimit from 'p-limit'
import { lzmaProgram } from './lzma/lzma-code.ts'

/** Folders of src/wasm/assembly, each with a program of the same name; shared files are next to the folders. */
const PROGRAMS = ['facts', 'resolve', 'trie', 'tables', 'inflate', 'zstd', 'crc64']

const WASM = join(import.meta.dirname, '../wasm')
const COMPILED = join(WASM, 'compiled')
const COMPILER = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js')

/**
 * No garbage collector, and no checks beyond those of the programs: they stay within their memory. No colours, which
 * the compiler prints into a pipe, too, where $CI is set.
 */
const OPTIONS = [
  '-O3',
  '--runtime',
  'stub',
  '--noAssert',
  '--uncheckedBehavior',
  'always',
  '--use',
  'abort=',
  '--noColors',
]

/** Whether the output is newer than all sources, including this generator's. */
function isFresh(): boolean {
  const outputs = [...PROGRAMS, 'lzma'].map((name) => join(COMPILED, `${name}.ts`))
  if (!outputs.every((path) => existsSync(path))) return false
  const sources = [join(WASM, 'assembly'), join(import.meta.dirname, 'lzma')].flatMap((directory) =>
    (readdirSync(directory, { recursive: true }) as string[]).map((name) => join(directory, name)),
  )
  const changed = (path: string): number => statSync(path).mtimeMs
  return (
    newest([...sources, import.meta.filename].map(changed)) < -newest(outputs.map((path) => -changed(path)))
  )
}

const newest = (times: readonly number[]): number => times.reduce((a, b) => (a > b ? a : b))

async function makeAll(): Promise<void> {
  rmSync(COMPILED, { recursive: true, force: true })
  mkdirSync(COMPILED)
  await pLimit(availableParallelism()).map(PROGRAMS, async (name) =>
    writeProgram(name, `assembly/${name}/${name}.ts`, await compile(name)),
  )
  writeProgram('lzma', 'build/lzma/lzma-code.ts', lzmaProgram())
}

/** @throws the output of the compiler, if it refuses the program */
async function compile(name: string): Promise<Uint8Array> {
  const source = join(WASM, 'assembly', name, `${name}.ts`)
  const binary = join(COMPILED, `${name}.wasm`)
  await promisify(execFile)(process.execPath, [COMPILER, source, '--outFile', binary, ...OPTIONS])
  const bytes = readFileSync(binary)
  rmSync(binary)
  return bytes
}

function writeProgram(name: string, source: string, bytes: Uint8Array): void {
  const base64 = Buffer.from(bytes).toString('base64')
  const text = `/** ${source} in base64, made by build/compile-wasm.ts. */\nexport const wasm = '${base64}'\n`
  writeFileSync(join(COMPILED, `${name}.ts`), text)
}

// --if-stale is for test:quick, which needs nothing else to be built.
if (!process.argv.includes('--if-stale') || !isFresh())
  try {
    await makeAll()
  } catch (error) {
    const { stderr, stdout } = error as { readonly stderr?: string; readonly stdout?: string }
    if (stderr === undefined) throw error
    // The compiler says what is wrong, and where; where it was called from is of no use.
    process.stderr.write(`Cannot build the WebAssembly programs:\n${stdout}${stderr}`)
    process.exitCode = 1
  }
