/**
 * Embeds the version instead of the function that reads package.json: it needs node:module, which takes a millisecond to
 * load, in each run of a command that could print the version.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'esbuild'

const PACKAGE = join(import.meta.dirname, '../../package.json')

export const containVersion: Plugin = {
  name: 'contain-version',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]host[\\/]package-version\.ts$/ }, () => {
      const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { readonly version: string }
      return { contents: `export const packageVersion = () => ${JSON.stringify(version)}` }
    })
  },
}
