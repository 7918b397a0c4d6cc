import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { nodeHost } from '../../src/host/node-host.ts'
import { openSource } from '../../src/sources/open-source.ts'
import { isPlainDirectory } from '../../src/sources/plain-directory.ts'
import { temporaryDirectory } from '../support/run-tsdepmod.ts'

it('isPlainDirectory() is true only for what openSource() returns as it is', async () => {
  const root = temporaryDirectory()
  for (const name of ['plain', 'image', 'marked!']) mkdirSync(join(root, name))
  writeFileSync(join(root, 'image/oci-layout'), '{}')
  writeFileSync(join(root, 'file'), '')
  expect(isPlainDirectory(nodeHost, join(root, 'plain'))).toBe(true)
  expect(await openSource(join(root, 'plain'))).toEqual({ root: join(root, 'plain') })
  for (const name of ['image', 'marked!', 'file', 'missing', 'plain!/x'])
    expect([name, isPlainDirectory(nodeHost, join(root, name))]).toEqual([name, false])
})
