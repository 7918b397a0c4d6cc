/** Whatever is done to a tree between two runs, a run with a cache gives what a run without one gives. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { depmod } from '../../src/tools/depmod.ts'
import { CACHE, CONFIG, type Edit, newMachine, SYSTEM_MAP, step } from './edits.ts'
import { type Machine, MS, SECOND } from './machine.ts'

function run(machine: Machine, cache: boolean) {
  return depmod({
    release: '6.1.0-test',
    config: [CONFIG],
    systemMap: SYSTEM_MAP,
    reportSymbols: true,
    host: machine.host,
    publish: 'text',
    ...(cache && { cache: CACHE }),
  }).catch((error: unknown) => ({ error }))
}

/** Runs with the cache while `during` happens in the middle; what comes of it is neither old nor new. */
async function runDisturbed(machine: Machine, during: Edit | null): Promise<void> {
  machine.onClose = () => {
    machine.onClose = undefined
    during?.(machine)
  }
  await run(machine, true)
  machine.onClose = undefined
}

describe('depmod() with a cache', () => {
  it('gives what it gives without one after any edits', async () => {
    const ticks = fc.constantFrom(1n, 10n * MS, 1500n * MS, 2n * SECOND)
    const property = fc.asyncProperty(
      ticks,
      fc.array(step, { minLength: 1, maxLength: 8 }),
      async (tick, steps) => {
        const machine = newMachine(tick)
        for (const { waits, during, edits } of steps) {
          machine.clock += waits[0]
          await runDisturbed(machine, during)
          machine.clock += waits[1]
          for (const edit of edits) edit(machine)
          machine.clock += waits[2]
          expect(await run(machine, true)).toEqual(await run(machine, false))
        }
      },
    )
    await fc.assert(property, { numRuns: 300 })
  })
})
