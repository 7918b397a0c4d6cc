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

describe('a command under node --permission', () => {
  const flag = process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission'
  const project = resolve(import.meta.dirname, '../../..')
  const run = (command: string, allowed: readonly string[], args: readonly string[]) => {
    const options = ['--no-warnings', flag, ...allowed.map((path) => `--allow-fs-read=${path}`)]
    const { status, stderr } = spawnSync(
      process.execPath,
      [...options, join(project, 'bin', `${command}.cjs`), ...args],
      { encoding: 'utf8' },
    )
    return { status, stderr }
  }

  it.each(['tsdepmod', 'tskmod', 'tsmodinfo', 'tsmodprobe'])(
    '%s that may not be read ends in one line',
    (command) => {
      const { status, stderr } = run(command, [join(project, 'bin/*')], ['--help'])
      expect([status, stderr.split('\n')]).toEqual([
        1,
        [
          expect.stringMatching(
            /FATAL: Node\.js was started with --permission, which denies FileSystemRead of \//,
          ),
          '',
        ],
      ])
    },
  )

  it('says what is denied', () => {
    const directory = temporaryDirectory()
    put(join(directory, 'lib/modules/1.0/a.ko'), '')
    const { status, stderr } = run('tsdepmod', ['*'], ['-b', directory, '-o', join(directory, 'out'), '1.0'])
    expect([status, stderr.split('\n').at(-2)]).toEqual([
      1,
      `tsdepmod: FATAL: could not create directory ${directory}/out/lib/modules/1.0: Node.js forbids it (--permission)`,
    ])
  })

  it('tsmodprobe that may run no programs ends in one line', () => {
    const directory = temporaryDirectory()
    put(join(directory, 'c.conf'), 'install x /bin/true\n')
    const args = ['-C', join(directory, 'c.conf'), '-d', directory, '-S', '1.0', 'x']
    const { status, stderr } = run('tsmodprobe', ['*'], args)
    expect([status, stderr.trimEnd().split('\n').length]).toEqual([1, 1])
    expect(stderr).toMatch(/denies ChildProcess|not found/)
  })
})
