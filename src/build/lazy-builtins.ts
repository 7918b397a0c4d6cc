/**
 * Defers loading large parts of Node.js that some packages load at once for rare uses: node:assert opens standard error
 * and loads the streams, node:child_process loads the network, 3 to 5 ms each. In the bundles these parts are loaded
 * when the first of their functions is used.
 */
import type { Plugin } from 'esbuild'

/** The functions that the packages use of a part, by the names they use. */
export const LAZY_BUILTINS: Readonly<Record<string, readonly string[]>> = {
  // elfy
  assert: ['equal'],
  // commander
  'node:child_process': ['spawn'],
}

/** Only for packages: our own files load what they need when they need it. */
export const lazyBuiltinsOf = (parts: Readonly<Record<string, readonly string[]>>): Plugin => ({
  name: 'lazy-builtins',
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^(${Object.keys(parts).join('|')})$`)
    onResolve({ filter }, ({ path, importer }) =>
      /[\\/]node_modules[\\/]/.test(importer) ? { path, namespace: 'lazy-builtin' } : undefined,
    )
    onLoad({ filter: /.*/, namespace: 'lazy-builtin' }, ({ path }) => ({
      contents: lazyModule(path, parts[path] ?? []),
    }))
  },
})

export const lazyBuiltins = lazyBuiltinsOf(LAZY_BUILTINS)

function lazyModule(name: string, keys: readonly string[]): string {
  const getters = keys.map((key) => `get ${key}() { return process.getBuiltinModule('${name}').${key} }`)
  return `module.exports = { ${getters.join(', ')} }`
}
