import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { put, temporaryDirectory } from '../support/run-tsdepmod.ts'

const BIN = resolve(import.meta.dirname, '../../bin')
const COMMANDS = readdirSync(BIN).filter((name) => name.startsWith('ts'))
const run = (script: string) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--version'], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

describe('a checkout', () => {
  it.each(COMMANDS)('that is not built: %s says what to do', (name) => {
    const copy = temporaryDirectory()
    cpSync(BIN, join(copy, 'bin'), { recursive: true })
    const command = name.replace('.cjs', '')
    expect(run(join(copy, 'bin', name))).toEqual({
      status: command === 'tskmod' ? 2 : 1,
      stdout: '',
      stderr: `${command}: this checkout is not built: run "npm run build" in it\n`,
    })
  })

  it('whose build throws something else is not said to be missing', () => {
    const copy = temporaryDirectory()
    cpSync(BIN, join(copy, 'bin'), { recursive: true })
    put(join(copy, 'dist/commands/launcher.cjs'), 'throw new Error("broken build")')
    const { status, stderr } = run(join(copy, 'bin/tskmod.cjs'))
    expect([status, stderr.includes('broken build'), stderr.includes('not built')]).toEqual([1, true, false])
  })
})
