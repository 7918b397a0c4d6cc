/** The options about the cache of tskmod, on the command line. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { buildModule } from '../../support/elf-builder.ts'
import { temporaryDirectory } from '../../support/run-tsdepmod.ts'
import { runTskmod } from '../../support/run-tskmod.ts'

/** Only modules that have not changed for 2 seconds are kept. */
const SETTLING_MS = 2_100

it('--cache names a directory, whose problems are no findings, and --no-cache keeps nothing', () => {
  const root = temporaryDirectory()
  const kernel = join(root, 'lib/modules/6.1/kernel')
  mkdirSync(kernel, { recursive: true })
  writeFileSync(join(kernel, 'a.ko'), buildModule({ exports: ['a'] }))
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SETTLING_MS)
  const check = (...args: string[]) => runTskmod(['check', '--root', root, ...args])
  const cold = check('--no-cache')
  const cache = temporaryDirectory()
  expect(check('--cache', cache)).toEqual(cold)
  expect(readdirSync(cache)).toEqual([expect.stringMatching(/^tskmod-6\.1-[0-9a-f]{8}\.cache$/)])
  expect(check('--cache', cache)).toEqual(cold)
  const file = join(temporaryDirectory(), 'file')
  writeFileSync(file, '')
  const { stderr, ...answer } = check('--cache', join(file, 'below'))
  expect({ ...answer, stderr: cold.stderr }).toEqual(cold)
  expect(stderr.replace(cold.stderr, '')).toMatch(/^tskmod: WARNING: could not write the cache to /)
})

it('abi keeps what it reads of a directory, and with --no-cache nothing', () => {
  const root = temporaryDirectory()
  const build = join(root, 'build')
  mkdirSync(build)
  writeFileSync(join(build, 'a.ko'), buildModule({ needs: ['absent'] }))
  const symvers = join(root, 'Module.symvers')
  writeFileSync(symvers, '0x00000010\tother\tvmlinux\tEXPORT_SYMBOL\t\n')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SETTLING_MS)
  const abi = (...args: string[]) => runTskmod(['abi', build, '--against', symvers, ...args])
  const cold = abi('--no-cache')
  expect(cold.stdout).toContain('absent')
  const cache = temporaryDirectory()
  for (let round = 0; round < 2; round++) expect(abi('--cache', cache)).toEqual(cold)
  expect(readdirSync(cache)).toEqual([expect.stringMatching(/^tskmod-build-[0-9a-f]{8}\.cache$/)])
  const { stderr, ...answer } = abi('--cache', join(symvers, 'below'))
  expect({ ...answer, stderr: cold.stderr }).toEqual(cold)
  expect(stderr).toMatch(/^tskmod: WARNING: could not write the cache to .*\n$/)
})
