/** Commands of the configuration are for loading and removing: no question of any kind runs one. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { buildModule } from '../../support/elf-builder.ts'
import { put, RELEASE, type Run, runTsdepmod } from '../../support/run-tsdepmod.ts'

const TSMODPROBE = resolve(import.meta.dirname, '../../../bin/tsmodprobe.cjs')

let top: string
const ran = (): string => join(top, 'ran')
const module = (): string => join(top, 'lib/modules', RELEASE, 'a.ko')

beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), 'tskmod-queries-'))
  const alias = { modinfo: ['alias=pci:*', 'softdep=pre: b'], exports: [{ name: 'x', crc: 1 }] }
  put(module(), buildModule(alias))
  put(
    join(top, 'lib/modules', RELEASE, 'b.ko'),
    buildModule({ needs: ['x'], versions: [{ name: 'x', crc: 1 }] }),
  )
  for (const name of ['modules.order', 'modules.builtin', 'modules.builtin.modinfo'])
    put(join(top, 'lib/modules', RELEASE, name), '')
  const commands = ['a', 'b', 'only_a_command'].flatMap((name) =>
    ['install', 'remove'].map((kind) => `${kind} ${name} touch ${ran()}\n`),
  )
  put(join(top, 'conf/a.conf'), `options a x=$(touch ${ran()}) \`touch ${ran()}\`\n${commands.join('')}`)
  expect(runTsdepmod(['-b', top, RELEASE]).status).toBe(0)
  return () => rmSync(top, { recursive: true, force: true })
})

function modprobe(...args: string[]): Run {
  onTestFinished(() => rmSync(ran(), { force: true }))
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [TSMODPROBE, '-C', join(top, 'conf'), '-d', top, '-S', RELEASE, ...args],
    { encoding: 'latin1', env: { ...process.env, MODPROBE_OPTIONS: '' } },
  )
  return { status, stdout, stderr }
}

it.each([
  ['-D', 'a'],
  ['-D', 'only_a_command'],
  ['-a', '-D', 'a', 'b'],
  ['-R', 'pci:v1'],
  ['-R', 'only_a_command'],
  ['-c'],
  ['-n', 'a'],
  ['-n', '-v', 'b', `y=$(touch ran)`],
  ['-n', '-r', 'only_a_command'],
  ['-D', '-r', 'a'],
  ['--show-exports', 'MODULE'],
  ['--show-modversions', 'MODULE'],
  ['-n', 'only_a_command'],
])('%s %s %s %s runs no command', (...args) => {
  const { status } = modprobe(...args.map((arg) => (arg === 'MODULE' ? module() : arg)))
  expect([0, 1]).toContain(status)
  expect(existsSync(ran())).toBe(false)
})

it('loading does run it, so that the tests above can fail', () => {
  expect(modprobe('only_a_command').status).toBe(0)
  expect(existsSync(ran())).toBe(true)
})
