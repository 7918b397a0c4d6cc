import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { bundleCommands } from '../../src/build/bundle-commands.ts'
import { COMMANDS, WORKER } from '../../src/build/commands.ts'
import { temporaryDirectory } from '../support/run-tsdepmod.ts'

it('bundleCommands() makes one file per command, the launcher and the worker, and leaves nothing old', async () => {
  const directory = join(temporaryDirectory(), 'dist/commands')
  const [first = COMMANDS[0]] = COMMANDS
  await bundleCommands([{ ...first!, name: 'a' }], directory)
  writeFileSync(join(directory, 'a.v1-x64.cache'), '')
  await bundleCommands([{ ...first!, name: 'b' }], directory)
  const files = ['b.cjs', `${WORKER.name}.cjs`, 'keep-code.cjs', 'launcher.cjs', 'worker.js']
  // Beside them parts, whose names end with a hash.
  expect(readdirSync(directory).filter((name) => !/-[0-9A-Z]{8}\.cjs$/.test(name))).toEqual(files)
  // Without a cache, as with another Node.js.
  const start = `require(${JSON.stringify(join(directory, 'launcher.cjs'))}).launch('b')`
  const run = () => execFileSync(process.execPath, ['-e', start, '--', 'b', '--help'], { encoding: 'utf8' })
  expect(run()).toContain('Usage:')
  expect(existsSync(join(directory, 'b.cjs'))).toBe(true)
})
