/**
 * Stands for node:module in a command that is one file (bundle-standalone.ts): what is required at run time is in that
 * file. Only what is used of the module is here.
 */
/** Put in by esbuild. */
declare const PACKAGE_VERSION: string

const CONTAINED: Readonly<Record<string, () => unknown>> = {
  '../../package.json': () => ({ version: PACKAGE_VERSION }),
  // Not before it is asked for: it makes a WebAssembly instance.
  'xz-decompress': () => require('xz-decompress'),
}

export const createRequire = () => (name: string) => {
  const contained = CONTAINED[name]
  if (contained === undefined) throw new Error(`This file was built without "${name}"`)
  return contained()
}
