import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { bundleCommands, WORKER } from '../../src/build/bundle-commands.ts'
import { COMMANDS } from '../../src/build/commands.ts'
import { temporaryDirectory } from '../support/run-tsdepmod.ts'

it('bundleCommands() makes one file per command, the launcher and the worker, and leaves nothing old', async () => {
  const directory = join(temporaryDirectory(), 'dist/commands')
  const [first = COMMANDS[0]] = COMMANDS
  await bundleCommands([{ ...first!, name: 'a' }], directory)
  writeFileSync(join(directory, 'a.v1-x64.cache'), '')
  await bundleCommands([{ ...first!, name: 'b' }], directory)
  expect(readdirSync(directory).sort()).toEqual(['b.cjs', `${WORKER}.cjs`, 'launcher.cjs', 'worker.js'])
  // Without a cache, as with another Node.js.
  const start = `require(${JSON.stringify(join(directory, 'launcher.cjs'))}).launch('b')`
  const run = () => execFileSync(process.execPath, ['-e', start, '--', 'b', '--help'], { encoding: 'utf8' })
  expect(run()).toContain('Usage:')
  expect(existsSync(join(directory, 'b.cjs'))).toBe(true)
})
