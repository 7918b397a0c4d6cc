import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { packageVersion } from '../../src/host/package-version.ts'

it('packageVersion() is the one of package.json', () => {
  const text = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')
  expect(packageVersion()).toBe((JSON.parse(text) as { version: string }).version)
})
