import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { toolIdentity } from '../../src/cache/tool-identity.ts'

it('toolIdentity() distinguishes versions, and builds of one version', () => {
  const { version } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8'))
  const file = resolve(import.meta.dirname, '../../src/cache/tool-identity.ts')
  const { size, mtimeNs } = statSync(file, { bigint: true })
  expect(toolIdentity()).toBe(`tskmod ${version} ${size} ${mtimeNs}`)
})
