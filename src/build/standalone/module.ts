/**
 * Replaces node:module in a command that is one file (bundle-standalone.ts): modules that are required at run time are
 * in that file. Only the functions in use are here.
 */
const CONTAINED: Readonly<Record<string, () => unknown>> = {
  // Only when requested: it makes a WebAssembly instance.
  'xz-decompress': () => require('xz-decompress'),
  // Not contained: found next to the file, if it is there at all.
  '@duckdb/node-api': () => require('@duckdb/node-api'),
}

export const createRequire = () => (name: string) => {
  const contained = CONTAINED[name]
  if (contained === undefined) throw new Error(`This file was built without "${name}"`)
  return contained()
}
