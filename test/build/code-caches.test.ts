import { join } from 'node:path'
import { expect, it } from 'vitest'
import { bundleCommands } from '../../src/build/bundle-commands.ts'
import { makeCodeCaches } from '../../src/build/code-caches.ts'
import { COMMANDS } from '../../src/build/commands.ts'
import { loadCached } from '../../src/cli/launcher.ts'
import { temporaryDirectory } from '../support/run-tsdepmod.ts'

const modprobe = COMMANDS.filter(({ name }) => name === 'tsmodprobe')

it('makeCodeCaches() makes a cache that counts, of a command that has run', async () => {
  const directory = join(temporaryDirectory(), 'dist/commands')
  await bundleCommands(modprobe, directory)
  makeCodeCaches(modprobe, directory)
  expect(loadCached(join(directory, 'tsmodprobe.cjs'))?.main).toBeTypeOf('function')
})
