import * as fs from 'node:fs'
import { expect, it } from 'vitest'
import { createTemporaryDirectory } from '../../src/host/temporary-directory.ts'

it('creates a directory that only its owner can enter, and removes it', () => {
  const listeners = process.listenerCount('exit')
  const { path, remove } = createTemporaryDirectory()
  expect(fs.statSync(path).mode & 0o777).toBe(0o700)
  fs.writeFileSync(`${path}/file`, '')
  remove()
  expect(fs.existsSync(path)).toBe(false)
  expect(process.listenerCount('exit')).toBe(listeners)
})
