import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { containVersion } from '../../src/build/contain.ts'

const PROJECT = join(import.meta.dirname, '../..')

it('containVersion puts in the version of package.json, and nothing that reads it', async () => {
  const { outputFiles } = await build({
    entryPoints: [join(PROJECT, 'src/host/package-version.ts')],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    plugins: [containVersion],
  })
  const text = outputFiles[0]?.text ?? ''
  expect(text).not.toContain('require(')
  const module = { exports: {} as { packageVersion(): string } }
  new Function('module', text)(module)
  const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { version: string }
  expect(module.exports.packageVersion()).toBe(version)
})
