/**
 * Defers loading large parts of Node.js until the first of their functions is used. Packages load some at once for rare
 * uses: node:assert opens standard error and loads the streams, node:child_process loads the network, 3 to 5 ms each.
 * Our own files import what few runs use: node:crypto takes 2 to 4 ms, node:zlib and node:worker_threads 1 to 2 ms each.
 */
import type { Plugin } from 'esbuild'

/** The functions that the packages use of a part, by the names they use. */
export const LAZY_BUILTINS: Readonly<Record<string, readonly string[]>> = {
  // elfy
  assert: ['equal'],
  // commander
  'node:child_process': ['spawn'],
}

/** The functions that our own files use of a part. */
export const OWN_LAZY_BUILTINS: Readonly<Record<string, readonly string[]>> = {
  'node:crypto': ['constants', 'createHash', 'createPublicKey', 'getHashes', 'verify', 'X509Certificate'],
  'node:worker_threads': ['parentPort', 'Worker'],
  'node:zlib': [
    'constants',
    'crc32',
    'createGunzip',
    'deflate',
    'deflateSync',
    'gunzipSync',
    'gzipSync',
    'inflateRawSync',
    'inflateSync',
  ],
}

/** Only for packages. */
export const lazyBuiltinsOf = (parts: Readonly<Record<string, readonly string[]>>): Plugin =>
  deferring('lazy-builtins', parts, isPackage)

export const lazyBuiltins = lazyBuiltinsOf(LAZY_BUILTINS)

export const ownLazyBuiltins = deferring('own-lazy-builtins', OWN_LAZY_BUILTINS, (path) => !isPackage(path))

function isPackage(path: string): boolean {
  return /[\\/]node_modules[\\/]/.test(path)
}

function deferring(
  name: string,
  parts: Readonly<Record<string, readonly string[]>>,
  isFor: (importer: string) => boolean,
): Plugin {
  return {
    name,
    setup({ onResolve, onLoad }) {
      const filter = new RegExp(`^(${Object.keys(parts).join('|')})$`)
      onResolve({ filter }, ({ path, importer }) => (isFor(importer) ? { path, namespace: name } : undefined))
      onLoad({ filter: /.*/, namespace: name }, ({ path }) => ({
        contents: lazyModule(path, parts[path] ?? []),
      }))
    },
  }
}

function lazyModule(name: string, keys: readonly string[]): string {
  const getters = keys.map((key) => `get ${key}() { return part().${key} }`)
  return [
    'let loaded',
    `const part = () => loaded ??= process.getBuiltinModule('${name}')`,
    `module.exports = { ${getters.join(', ')} }`,
  ].join('\n')
}
