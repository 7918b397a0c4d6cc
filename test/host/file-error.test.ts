import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fileErrorOf } from '../../src/host/file-error.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { temporaryDirectory } from '../support/run-tsdepmod.ts'

it('fileErrorOf() names the system error, and is undefined for what is there', () => {
  const directory = temporaryDirectory()
  const file = join(directory, 'file')
  writeFileSync(file, '')
  expect(fileErrorOf(nodeHost, file)).toBeUndefined()
  expect(fileErrorOf(nodeHost, directory)).toBeUndefined()
  expect(fileErrorOf(nodeHost, join(directory, 'none'))).toBe('ENOENT')
  expect(fileErrorOf(nodeHost, join(file, 'below'))).toBe('ENOTDIR')
})
