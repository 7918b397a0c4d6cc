import { expect, it } from 'vitest'
import { readArguments } from '../../../src/cli/tskmod/arguments.ts'
import { isExpected, kernelOptionsOf } from '../../../src/cli/tskmod/kernel-options.ts'
import type { GivenOptions } from '../../../src/cli/tskmod/subcommand.ts'
import { SUBCOMMANDS } from '../../../src/cli/tskmod/subcommands.ts'

function given(...words: string[]): GivenOptions {
  const request = readArguments(SUBCOMMANDS, ['closure', 'ext4', ...words])
  if (request.kind !== 'run') throw new TypeError('Expected a subcommand to be run')
  return request.options
}

it('takes this machine unless another root is named', () => {
  expect(kernelOptionsOf(given('--no-cache'))).toEqual({ root: '/', depmodConfig: [], modprobeConfig: [] })
})

it('makes options of the library', () => {
  const words = ['--root', '/r', '--kernel', '6', '--depmod-config', 'a', '--jobs', '2', '--moduledir', 'm']
  expect(
    kernelOptionsOf(given(...words, '--cache', '/c', '--symvers', 's', '--from', 'indexes'), {
      release: '7',
    }),
  ).toEqual({
    root: '/r',
    release: '7',
    moduleDirectory: 'm',
    from: 'indexes',
    cache: '/c',
    depmodConfig: ['a'],
    modprobeConfig: [],
    symvers: 's',
    jobs: 2,
  })
})

it('knows the configuration of the root by its name, and a file that is called so', () => {
  expect(kernelOptionsOf(given('--modprobe-config=root')).modprobeConfig).toBe('root')
  expect(kernelOptionsOf(given('--modprobe-config=./root')).modprobeConfig).toEqual(['./root'])
  expect(() =>
    kernelOptionsOf(given('--modprobe-config=root', '--modprobe-config', '/etc/modprobe.d')),
  ).toThrow('--modprobe-config=root goes with no other --modprobe-config')
})

it('refuses a number of threads that cannot be', () => {
  for (const jobs of ['x', '0', '-1', '1.5'])
    expect(() => kernelOptionsOf(given(`--jobs=${jobs}`))).toThrow(/^--jobs takes /)
})

it('expects a usual place for a cache that cannot be written, and no other problem', () => {
  expect(isExpected(given(), 'cache-unwritable')).toBe(true)
  expect(isExpected(given('--no-cache'), 'cache-unwritable')).toBe(true)
  expect(isExpected(given('--cache', 'dir'), 'cache-unwritable')).toBe(false)
  expect(isExpected(given(), 'modules-order-missing')).toBe(false)
})
