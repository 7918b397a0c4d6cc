/**
 * Makes the files in dist/commands: one for each command with what a usual run needs, because finding and loading
 * ninety modules takes longer than most commands do; and parts, shared by the commands, which are loaded when a run needs
 * them (cli/command-line/launcher.ts).
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type BuildOptions, build, type CommonOptions, type Plugin, transform } from 'esbuild'
import { type BuiltBundle, type BuiltCommand, WORKER } from './commands.ts'
import { containVersion } from './contain.ts'
import { directImports } from './direct-imports.ts'
import { lazyBuiltins, ownLazyBuiltins } from './lazy-builtins.ts'
import { type Chunk, reachable, splitIntoChunks } from './split-commands.ts'

export const SOURCES = join(import.meta.dirname, '..')

const STYLE = {
  platform: 'node',
  target: 'node20.19',
  // Names are kept, for readable stacks.
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: 'warning',
  // In elfy; reported for every bundle.
  logOverride: { 'duplicate-object-key': 'silent' },
} satisfies CommonOptions

const COMMON: BuildOptions = {
  ...STYLE,
  bundle: true,
  // Added by users, and made of machine code.
  external: ['@duckdb/node-api'],
}

/** CommonJS: its loader takes 5 ms less than the ESM one. The URL of the file is rarely asked for, and costs node:url. */
export const COMMONJS: BuildOptions = {
  ...COMMON,
  format: 'cjs',
  plugins: [lazyBuiltins, containVersion],
  outExtension: { '.js': '.cjs' },
  define: { 'import.meta.url': 'bundle.url', 'import.meta.dirname': '__dirname' },
  banner: {
    js: "const bundle = { get url() { return require('node:url').pathToFileURL(__filename).href } }",
  },
}

/** The launcher calls a bundle or part as a function with these arguments: as text, because copying it takes time. */
export const asFunction = (code: string): string =>
  `(function (exports, require, module, __filename, __dirname) {${code}\n})`

/** The file by which extract/extract-threads.ts starts the bundle of a worker. */
const WORKER_START = `import { createRequire } from 'node:module'
createRequire(import.meta.url)('./launcher.cjs').load('${WORKER.name}')
`

/** @param directory emptied first: no cache made from another bundle may remain */
export async function bundleCommands(commands: readonly BuiltCommand[], directory: string): Promise<void> {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true })
  const bundles: readonly BuiltBundle[] = [...commands, WORKER]
  const entryPoints = bundles.flatMap(withSecond).map(({ name, entry }) => [name, join(SOURCES, entry)])
  const chunks = await splitIntoChunks(Object.fromEntries(entryPoints), {
    ...COMMON,
    plugins: [lazyBuiltins, ownLazyBuiltins, containVersion, directImports(SOURCES)],
  })
  const parts = new Set<string>()
  for (const bundle of bundles) {
    const contained = new Set<string>()
    for (const one of withSecond(bundle)) {
      const own = new Set([...usualChunks(one, chunks)].filter((name) => !contained.has(name)))
      for (const name of own) contained.add(name)
      await bundleChunks(one.name, own, chunks, join(directory, `${one.name}.cjs`))
    }
    const all = reachable(chunks, [`${bundle.name}.cjs`], ({ imports, mayImport }) => [
      ...imports,
      ...mayImport,
    ])
    for (const name of all) if (!contained.has(name)) parts.add(name)
  }
  for (const name of parts) writeFileSync(join(directory, name), await partOf(chunks.get(name)?.text ?? ''))
  for (const name of ['launcher', 'keep-code']) {
    const options = { ...COMMONJS, banner: {}, write: false } as const
    const { outputFiles } = await build({
      ...options,
      entryPoints: [join(SOURCES, `cli/command-line/${name}.ts`)],
    })
    const text = outputFiles[0]?.text ?? ''
    writeFileSync(join(directory, `${name}.cjs`), name === 'launcher' ? text : asFunction(text))
  }
  writeFileSync(join(directory, 'worker.js'), WORKER_START)
}

const withSecond = (bundle: BuiltBundle): BuiltBundle[] =>
  bundle.second === undefined ? [bundle] : [bundle, bundle.second]

/** What the command loads at its start, or in a usual run. */
function usualChunks({ name, usual }: BuiltBundle, chunks: ReadonlyMap<string, Chunk>): Set<string> {
  const later = usual.map((source) => {
    const chunk = [...chunks.values()].find(
      ({ entryPoint }) => entryPoint !== undefined && resolve(entryPoint) === join(SOURCES, source),
    )
    if (chunk === undefined) throw new Error(`No command loads ${source} by import()`)
    return chunk.name
  })
  return reachable(chunks, [`${name}.cjs`, ...later], ({ imports }) => imports)
}

/**
 * Writes the bundle of the command `name`. It exports as `parts` the chunks in it that parts outside may need, so that
 * no module exists twice.
 */
async function bundleChunks(
  name: string,
  usual: ReadonlySet<string>,
  chunks: ReadonlyMap<string, Chunk>,
  outfile: string,
): Promise<void> {
  const isEager = reachable(chunks, [`${name}.cjs`], ({ imports }) => imports)
  const shared = [...usual].filter((chunk) => chunk !== `${name}.cjs`)
  const contents = [
    `export * from './${name}.cjs'`,
    ...shared.map((chunk, i) => (isEager.has(chunk) ? `import * as part${i} from './${chunk}'` : '')),
    'export const parts = {',
    ...shared.map(
      (chunk, i) =>
        `get './${chunk}'() { return ${isEager.has(chunk) ? `part${i}` : `require('./${chunk}')`} },`,
    ),
    '}',
  ].join('\n')
  const { outputFiles } = await build({
    ...COMMONJS,
    stdin: { contents, resolveDir: SOURCES },
    write: false,
    supported: { 'dynamic-import': false },
    plugins: [containChunks(usual, chunks)],
  })
  writeFileSync(outfile, asFunction(outputFiles?.[0]?.text ?? ''))
}

const containChunks = (usual: ReadonlySet<string>, chunks: ReadonlyMap<string, Chunk>): Plugin => ({
  name: 'contain-chunks',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\// }, ({ path }) =>
      usual.has(path.slice(2)) ? { path: path.slice(2), namespace: 'chunk' } : { path, external: true },
    )
    onLoad({ filter: /.*/, namespace: 'chunk' }, ({ path }) => ({ contents: chunks.get(path)?.text ?? '' }))
  },
})

/** A chunk as CommonJS. */
async function partOf(text: string): Promise<string> {
  const { code } = await transform(text, {
    ...STYLE,
    format: 'cjs',
    define: COMMONJS.define ?? {},
    banner: text.includes('import.meta.url') ? (COMMONJS.banner?.js ?? '') : '',
    supported: { 'dynamic-import': false },
  })
  return asFunction(code)
}
