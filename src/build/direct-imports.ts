/**
 * Rewrites imports from the public door, index.ts, to imports from the modules behind it. esbuild puts all that a module
 * leads to into the same chunks, and index.ts leads to everything: with it each subcommand would load all of the library.
 */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Plugin } from 'esbuild'

/** The module that defines each export of the module at `path`, as absolute paths, by the exported name. */
export function exportsOf(path: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const text = readFileSync(path, 'utf8')
  for (const [, names = '', from = ''] of text.matchAll(/^export \{([^}]*)\} from '([^']+)'/gm))
    for (const name of valuesIn(names)) found.set(name, join(dirname(path), from))
  for (const [, from = ''] of text.matchAll(/^export \* from '([^']+)'/gm))
    for (const [name, module] of exportsOf(join(dirname(path), from))) found.set(name, module)
  return found
}

/**
 * The source text with a direct import for each value that it imports from `door`, as it is named there; types need
 * none.
 * @throws Error for a name that is not exported, or that is renamed
 */
export function importDirectly(text: string, door: string, exports: ReadonlyMap<string, string>): string {
  return text.replaceAll(
    /^import (type )?\{([^}]*)\} from '([^']+)'/gm,
    (statement, isType, names: string, from) => {
      if (from !== door) return statement
      if (isType) return ''
      return valuesIn(names)
        .map((name) => {
          const module = exports.get(name)
          if (module === undefined) throw new Error(`${door} does not export ${name}`)
          return `import { ${name} } from ${JSON.stringify(module)}`
        })
        .join(';')
    },
  )
}

const valuesIn = (names: string): string[] =>
  names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '))

/** @param sources the directory that has index.ts */
export const directImports = (sources: string): Plugin => ({
  name: 'direct-imports',
  setup({ onLoad }) {
    const exports = exportsOf(join(sources, 'index.ts'))
    onLoad({ filter: /[\\/]cli[\\/]tskmod[\\/][\w-]+\.ts$/ }, ({ path }) => ({
      contents: importDirectly(readFileSync(path, 'utf8'), '../../index.ts', exports),
      loader: 'ts',
    }))
  },
})
