/**
 * Runs every reader on a fixed series of mutated inputs: a value or a KmodError, never anything else. The long run is
 * `npm run fuzz`. $FUZZ_RUNS is the number of inputs for each reader, $FUZZ_SEED the seed.
 */
import { describe, expect, it } from 'vitest'
import { seededRandom } from './mutate.ts'
import { nextInput, outcomeOf } from './target.ts'
import { TARGETS } from './targets.ts'

const RUNS = Number(process.env.FUZZ_RUNS ?? 150)
const SEED = Number(process.env.FUZZ_SEED ?? 1)

describe('every reader', () => {
  it.each(TARGETS)('$name: returns a value for valid input', async (target) => {
    for (const seed of target.seeds().slice(0, 1)) expect(await outcomeOf(target, seed)).toBe('value')
  })

  it.each(TARGETS)('$name: returns a value or a KmodError for mutated input', async (target) => {
    const random = seededRandom(SEED)
    const corpus = target.seeds()
    const outcomes = { value: 0, refused: 0 }
    for (let run = 0; run < RUNS; run++) {
      const input = nextInput(target, corpus, random)
      try {
        outcomes[await outcomeOf(target, input)]++
      } catch (cause) {
        throw new Error(`Input ${run} of seed ${SEED}: ${Buffer.from(input).toString('base64')}`, { cause })
      }
    }
    expect(outcomes.value + outcomes.refused).toBe(RUNS)
  })
})
