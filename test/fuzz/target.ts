/** What a fuzz target is, and the one question that is asked of it. */
import { isKmodError } from '../../src/base/errors.ts'
import { mutate, pick, type Random } from './mutate.ts'

export interface Target {
  readonly name: string
  /** Sound inputs, small ones first. */
  readonly seeds: () => readonly Uint8Array[]
  /** Words of the format. */
  readonly dictionary?: readonly string[]
  /** No input is larger; default: MAX_INPUT. */
  readonly maxSize?: number
  /** Reads `input` as a user of the reader does. */
  readonly read: (input: Uint8Array) => unknown
}

const MAX_INPUT = 16 * 1024

export type Outcome = 'value' | 'refused'

/**
 * A reader gives a value or throws a KmodError.
 * @throws anything else that it throws: that is the bug which fuzzing looks for
 */
export async function outcomeOf(target: Target, input: Uint8Array): Promise<Outcome> {
  try {
    await target.read(input)
    return 'value'
  } catch (error) {
    if (isKmodError(error)) return 'refused'
    throw error
  }
}

/** The next input: a seed or a former input with changes, now and then bytes without sense. */
export function nextInput(target: Target, corpus: readonly Uint8Array[], random: Random): Uint8Array {
  const { dictionary = [], maxSize = MAX_INPUT } = target
  if (random(200) === 0) return Buffer.from(Array.from({ length: random(300) }, () => random(256)))
  return mutate(pick(random, corpus), random, { corpus, dictionary, maxSize })
}
