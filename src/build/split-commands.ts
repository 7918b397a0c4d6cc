/**
 * Splits the commands into chunks, by what each needs at its start: a chunk holds the modules that the same entry
 * points and `import()`s lead to. Only chunks that a run needs are read and compiled, and compiling takes longer than
 * most queries do.
 *
 * A file for each chunk would be too many to open for every run, and a call from one chunk to another costs more than
 * one inside: so the chunks of a usual run are bundled once more, into one file per command (bundle-commands.ts).
 */
import { basename } from 'node:path'
import { type BuildOptions, build } from 'esbuild'

/** A module of JavaScript (ESM), under the name by which other chunks import it, after `./`. */
export interface Chunk {
  readonly name: string
  readonly text: string
  /** The chunks that it imports at its start. */
  readonly imports: readonly string[]
  /** The chunks that it may import later. */
  readonly mayImport: readonly string[]
  /** The path of the source that an entry point or an `import()` names, relative to the working directory. */
  readonly entryPoint?: string | undefined
}

/** @param entryPoints by the name of their chunk, without extension */
export async function splitIntoChunks(
  entryPoints: Readonly<Record<string, string>>,
  options: BuildOptions,
): Promise<ReadonlyMap<string, Chunk>> {
  const { outputFiles, metafile } = await build({
    ...options,
    entryPoints,
    outdir: 'chunks',
    bundle: true,
    splitting: true,
    format: 'esm',
    outExtension: { '.js': '.cjs' },
    write: false,
    metafile: true,
  })
  const texts = new Map(outputFiles?.map(({ path, text }) => [basename(path), text]))
  const chunks = Object.entries(metafile?.outputs ?? {}).map(([path, { imports, entryPoint }]): Chunk => {
    const name = basename(path)
    const importedAs = (wanted: string): string[] =>
      imports.filter(({ kind, external }) => kind === wanted && !external).map(({ path }) => basename(path))
    return {
      name,
      text: texts.get(name) ?? '',
      imports: importedAs('import-statement'),
      mayImport: importedAs('dynamic-import'),
      entryPoint,
    }
  })
  return new Map(chunks.map((chunk) => [chunk.name, chunk]))
}

/** The names of the chunks that `names` lead to, these included. */
export function reachable(
  chunks: ReadonlyMap<string, Chunk>,
  names: readonly string[],
  next: (chunk: Chunk) => readonly string[],
): Set<string> {
  const found = new Set<string>()
  const waiting = [...names]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const chunk = chunks.get(name)
    if (chunk === undefined || found.has(name)) continue
    found.add(name)
    for (const one of next(chunk)) waiting.push(one)
  }
  return found
}
