import { expect, it } from 'vitest'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { type LoadAttempts, loadAttempts, stopOf } from '../../src/questions/load-attempt.ts'
import { moduleTree } from '../support/module-tree.ts'

const MODULES = {
  base: { exports: ['base'] },
  top: { needs: ['base'], modinfo: ['alias=dev:top'] },
  soft: { modinfo: ['softdep=pre: helper', 'softdep=post: other'] },
  helper: {},
  other: {},
}

async function attemptsUnder(config: string): Promise<LoadAttempts> {
  const root = await moduleTree(MODULES, { 'etc/modprobe.d/00-test.conf': config })
  return loadAttempts(await openKernel({ root, modprobeConfig: 'root' }).names())
}

const outcome = (attempts: LoadAttempts, name: string) =>
  attempts.attempts(name).map(({ inserted, stop }) => [inserted, stop?.by])

it.each([
  ['', 'top', [['base', 'top'], undefined]],
  ['', 'soft', [['helper', 'soft'], undefined]],
  ['blacklist top\n', 'dev:top', [[], 'blacklist']],
  ['blacklist top\n', 'top', [['base', 'top'], undefined]],
  ['blacklist base\n', 'dev:top', [['base', 'top'], undefined]],
  ['install top /bin/false\n', 'dev:top', [['base'], 'install']],
  ['install top /bin/true\n', 'top', [['base'], 'install']],
  ['install base /bin/false\n', 'top', [[], 'dependency']],
  ['install base /bin/true\n', 'top', [[], 'dependency']],
  ['install soft /bin/false\n', 'soft', [['helper', 'soft'], undefined]],
  ['install soft /bin/false\nsoftdep soft pre:\n', 'soft', [[], 'install']],
  ['install helper /bin/false\n', 'soft', [['soft'], undefined]],
  ['softdep base pre: helper\ninstall base /bin/false\n', 'top', [['helper', 'base', 'top'], undefined]],
  ['alias dev:top off\n', 'dev:top', [[], 'unknown']],
  ['alias gate top\n', 'gate', [['base', 'top'], undefined]],
] as const)('%j: %s', async (config, name, expected) => {
  expect(outcome(await attemptsUnder(config), name)).toEqual([expected])
})

it('says which module and which command are in the way', async () => {
  const attempts = await attemptsUnder('install base /bin/false\n')
  expect(attempts.attempt('top').stop).toEqual({ by: 'dependency', modname: 'base', command: '/bin/false' })
  expect(attempts.installLine('base')).toEqual({ command: '/bin/false', isVoid: false, softdeps: [] })
  const soft = await attemptsUnder('install soft /bin/false\n')
  expect(soft.installLine('soft')).toEqual({ command: '/bin/false', isVoid: true, softdeps: ['helper'] })
})

it('announces what modprobe -n -v does, whatever fails', async () => {
  const attempts = await attemptsUnder('install base /bin/false\n')
  expect(attempts.attempt('top').actions.map(({ kind, modname }) => [kind, modname])).toEqual([
    ['install', 'base'],
    ['insmod', 'top'],
  ])
})

it('does not know what becomes of a command that is a program of its own', async () => {
  const attempts = await attemptsUnder('install base /opt/check\n')
  expect(attempts.attempt('top')).toMatchObject({ inserted: ['base', 'top'], isUncertain: true })
  const loads = await attemptsUnder('install base /sbin/modprobe -i base\n')
  expect(loads.attempt('top')).toMatchObject({ inserted: ['base', 'top'], isUncertain: false })
})

it('stopOf() tells an alias that leads to nothing from a name of nothing', async () => {
  const root = await moduleTree(MODULES, { 'm.conf': 'alias dev:top off\n' })
  const names = await openKernel({ root, modprobeConfig: [`${root}/m.conf`] }).names()
  const attempts = loadAttempts(names)
  expect(stopOf(names, attempts, { modname: 'off', alias: 'dev:top' })).toEqual({
    by: 'alias',
    target: 'off',
  })
  expect(stopOf(names, attempts, { modname: 'nobody' })).toEqual({ by: 'unknown' })
  expect(stopOf(names, attempts, { modname: 'top' })).toBeUndefined()
})
