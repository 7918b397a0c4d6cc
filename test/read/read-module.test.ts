import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { nodeHost } from '../../src/host/node-host.ts'
import { readModule } from '../../src/read/read-module.ts'
import { put, temporaryDirectory } from '../support/run-tsdepmod.ts'

it('readModule() gives the plain bytes as a copy that stays', async () => {
  const directory = temporaryDirectory()
  const plain = Buffer.alloc(300_000, 'one ')
  put(join(directory, 'a.ko'), plain)
  put(join(directory, 'b.ko.gz'), gzipSync('two'))
  const first = await readModule(nodeHost, join(directory, 'a.ko'))
  const second = await readModule(nodeHost, join(directory, 'b.ko.gz'))
  expect(plain.equals(first)).toBe(true)
  expect(Buffer.from(second).toString()).toBe('two')
})
