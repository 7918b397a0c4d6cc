import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { programName } from '../../../src/cli/command-line/run-command.ts'
import { put, temporaryDirectory } from '../../support/run-tsdepmod.ts'

const RUN_COMMAND = resolve(import.meta.dirname, '../../../dist/cli/command-line/run-command.js')

describe('programName()', () => {
  it.each([
    ['/usr/bin/depmod', 'depmod'],
    ['/work/bin/tsdepmod.js', 'tsdepmod'],
    ['depmod', 'depmod'],
    [undefined, 'tskmod'],
  ])('of %s is %s', (script, name) => {
    expect(programName(script)).toBe(name)
  })
})

describe('runCommand()', () => {
  const runWith = (body: string): { status: number | null; stderr: string } => {
    const script = join(temporaryDirectory(), 'tool.mjs')
    put(
      script,
      `import { runCommand } from '${RUN_COMMAND}'\nprocess.exitCode = await runCommand(process.argv, ${body})`,
    )
    const { status, stderr } = spawnSync(process.execPath, [script, 'x'], { encoding: 'utf8' })
    return { status, stderr }
  }

  it('hands over the name and the arguments, and returns the status', () => {
    expect(runWith("async (program, args) => (program === 'tool' && args.join() === 'x' ? 0 : 1)")).toEqual({
      status: 0,
      stderr: '',
    })
  })

  it('asks for a report of what is our own mistake, and shows where it happened', () => {
    const { status, stderr } = runWith("async () => { throw new TypeError('oops') }")
    expect(status).toBe(1)
    expect(stderr).toMatch(/^tool: FATAL: internal error; please report it .*\nTypeError: oops\n\s+at /)
  })
})
