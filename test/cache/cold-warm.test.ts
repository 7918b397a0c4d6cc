/** Whatever is done to a tree between two runs, a run with a cache gives what a run without one gives. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OUTPUT_NAMES } from '../../src/indexes/outputs.ts'
import { depmod } from '../../src/tools/depmod.ts'
import type { DepmodOptions } from '../../src/tools/depmod-options.ts'
import {
  CACHE,
  CONFIG,
  CONFIG_DIRECTORY,
  type Edit,
  MODULE_DIR,
  newMachine,
  SYMVERS,
  SYSTEM_MAP,
  step,
} from './edits.ts'
import { type Machine, MS, SECOND } from './machine.ts'

type Choice = Partial<DepmodOptions>

/** Result or error, and the files that are there afterwards. */
async function run(machine: Machine, cache: boolean, choice: Choice) {
  const result = await depmod({
    release: '6.1.0-test',
    config: [CONFIG, CONFIG_DIRECTORY],
    host: machine.host,
    ...choice,
    ...(cache && { cache: CACHE }),
  }).catch((error: unknown) => ({ error }))
  const written = OUTPUT_NAMES.map((name) => `${MODULE_DIR}/${name}`)
  const there = written.filter((path) => machine.host.exists(path))
  return {
    result,
    files: there.map((path) => [path, Buffer.from(machine.contentOf(path)).toString('latin1')]),
  }
}

/** Runs with the cache while `during` happens in the middle; what comes of it is neither old nor new. */
async function runDisturbed(machine: Machine, during: Edit | null, choice: Choice): Promise<void> {
  machine.onClose = () => {
    machine.onClose = undefined
    during?.(machine)
  }
  await run(machine, true, choice)
  machine.onClose = undefined
}

const choices: fc.Arbitrary<Choice> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ systemMap: SYSTEM_MAP, reportSymbols: true }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Choice>(
      {},
      { publish: 'text' },
      { symvers: SYMVERS, reportSymbols: true },
      { reportSymbols: true, warnDuplicates: true },
      { systemMap: SYSTEM_MAP, symbolPrefix: '_', reportSymbols: true },
      { layout: 'post-order' },
      { kmod: '35' },
    ),
  },
)

describe('depmod() with a cache', () => {
  it('gives what it gives without one after any edits', async () => {
    const ticks = fc.constantFrom(1n, 10n * MS, 1500n * MS, 2n * SECOND)
    const count = { runs: 0, failed: 0, whole: 0 }
    const property = fc.asyncProperty(
      ticks,
      fc.array(fc.tuple(step, choices), { minLength: 1, maxLength: 8 }),
      async (tick, steps) => {
        const machine = newMachine(tick)
        for (const [{ waits, during, edits }, choice] of steps) {
          machine.clock += waits[0]
          await runDisturbed(machine, during, choice)
          machine.clock += waits[1]
          for (const edit of edits) edit(machine)
          machine.clock += waits[2]
          // What one run finds, the next one may find in the cache.
          for (let again = 0; again < 2; again++) {
            machine.clock += BigInt(again) * 3n * SECOND
            machine.read.length = 0
            const warm = await run(machine, true, choice)
            const isWhole = !machine.read.includes(`${MODULE_DIR}/modules.builtin`)
            const cold = await run(machine, false, choice)
            expect(warm).toEqual(cold)
            count.runs++
            if ('error' in cold.result) count.failed++
            else if (isWhole && choice.publish !== 'text') count.whole++
          }
        }
      },
    )
    await fc.assert(property, { numRuns: 150 })
    console.log(
      `${count.runs} runs, ${count.whole} of them from the cache, ${count.failed} failed: 0 differences`,
    )
    expect(count.whole).toBeGreaterThan(count.runs / 10)
    expect(count.failed).toBeLessThan(count.runs / 2)
  })
})
