/** Embeds what a command would read from a file of the package, in place of the module of src/host that reads it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'esbuild'

/**
 * @param name of the module in src/host
 * @param contents makes the code that takes its place
 */
export const contain = (name: string, contents: () => string): Plugin => ({
  name: `contain-${name}`,
  setup({ onLoad }) {
    onLoad({ filter: new RegExp(`[\\\\/]host[\\\\/]${name}\\.ts$`) }, () => ({ contents: contents() }))
  },
})

const PACKAGE = join(import.meta.dirname, '../../package.json')

/** Reading package.json needs node:module, which takes a millisecond to load wherever the version could be printed. */
export const containVersion = contain('package-version', () => {
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { readonly version: string }
  return `export const packageVersion = () => ${JSON.stringify(version)}`
})
