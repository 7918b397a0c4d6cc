import { expect, it } from 'vitest'
import type { Diagnostic } from '../../src/base/diagnostic.ts'
import { startRun } from '../../src/tools/depmod-run.ts'
import { planWithCache } from '../../src/tools/plan-with-cache.ts'
import { CACHE, MODULE_DIR, newMachine } from '../cache/edits.ts'
import { type Machine, SECOND } from '../cache/machine.ts'
import { buildModule } from '../support/elf-builder.ts'

const modulesIn = (paths: readonly string[]): string[] => [
  ...new Set(paths.filter((path) => path.startsWith(MODULE_DIR))),
]

/** The outputs, what was reported before and while each was made, and what was read. */
async function plan(machine: Machine) {
  const told: Diagnostic[] = []
  machine.opened.length = 0
  machine.read.length = 0
  const { host } = machine
  const run = startRun({
    release: '6.1.0-test',
    host,
    reportSymbols: true,
    onDiagnostic: (d) => told.push(d),
  })
  const files = await planWithCache(run, CACHE)
  const before = told.map(({ code }) => code)
  const steps: unknown[] = []
  for (const { name, bytes } of files.outputs)
    steps.push([name, Buffer.from(bytes).toString('latin1'), told.splice(0).map(({ code }) => code)])
  const { opened, read } = machine
  return {
    result: { modules: files.modules(), before, steps },
    opened: modulesIn(opened),
    read: [...read],
  }
}

it('planWithCache() does again only what has changed, and reports the same at the same moments', async () => {
  const machine = newMachine(1n)
  machine.write(`${MODULE_DIR}/modules.order`, 'kernel/m1.ko\n')
  machine.clock += 60n * SECOND
  const cold = await plan(machine)
  expect(cold.opened).toHaveLength(3)
  expect(cold.result.before).toEqual(['errsyms-without-symbols'])
  // That modules.builtin.modinfo is missing is found out while the last files are made.
  expect(JSON.stringify(cold.result.steps)).toContain('builtin-modinfo-missing')
  const warm = await plan(machine)
  expect(warm.result).toEqual(cold.result)
  expect([warm.opened, warm.read]).toEqual([[], []])

  machine.write(`${MODULE_DIR}/kernel/m0.ko`, buildModule({ modinfo: ['alias=new'] }))
  machine.clock += 60n * SECOND
  const one = await plan(machine)
  expect(one.opened).toEqual([`${MODULE_DIR}/kernel/m0.ko`])
  // The search is not repeated.
  expect(one.read).not.toContain(`${MODULE_DIR}/modules.order`)
  expect(one.read).toContain(`${MODULE_DIR}/modules.builtin`)
  expect(one.result).not.toEqual(cold.result)
  expect((await plan(machine)).result).toEqual(one.result)
})

it('planWithCache() reports once that the caches cannot be written', async () => {
  const machine = newMachine(1n)
  machine.writeError = 'ENOSPC'
  const { before } = (await plan(machine)).result
  expect(before.filter((code) => code === 'cache-unwritable')).toHaveLength(1)
})
