import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { bundleCommands } from '../../src/build/bundle-commands.ts'
import { makeCodeCaches } from '../../src/build/code-caches.ts'
import { COMMANDS, WORKER } from '../../src/build/commands.ts'
import { cachePath, loadCached } from '../../src/cli/command-line/launcher.ts'
import { temporaryDirectory } from '../support/run-tsdepmod.ts'

const modprobe = COMMANDS.filter(({ name }) => name === 'tsmodprobe')

it('makeCodeCaches() makes a valid cache of a command that has run', async () => {
  const directory = join(temporaryDirectory(), 'dist/commands')
  await bundleCommands(modprobe, directory)
  makeCodeCaches(modprobe, directory)
  expect(loadCached(join(directory, 'tsmodprobe.cjs'))).toHaveProperty('main')
  // The worker's bundle, which only a thread can load.
  const cache = cachePath(join(directory, `${WORKER.name}.cjs`))
  const source = readFileSync(join(directory, `${WORKER.name}.cjs`))
  expect(readFileSync(cache).subarray(0, source.length).equals(source)).toBe(true)
  expect(statSync(cache).size).toBeGreaterThan(source.length + 50_000)
})
