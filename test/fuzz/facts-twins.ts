/**
 * The facts program reads modules from memory that it reuses, without a check on each byte. So two of them read every
 * input, with different bytes around it: a difference means that something was read from outside the input.
 */
import { copiedSource } from '../../src/base/byte-source.ts'
import { isKmodError } from '../../src/base/errors.ts'
import { openElf } from '../../src/elf/elf-image.ts'
import { FactsExtractor } from '../../src/facts/extract-facts.ts'

/** A program takes milliseconds to start, and its whole result is compared at once. */
const INPUTS_PER_PAIR = 50
/** Bytes after the file that the program may read, as long as they have no effect. */
const AROUND = 64
const FILLINGS = [0x00, 0xa5]

export class FactsTwins {
  #twins: readonly FactsExtractor[] = []
  #inputs = 0

  /** @throws Error when the two results differ */
  read(bytes: Uint8Array): void {
    if (this.#inputs++ % INPUTS_PER_PAIR === 0) {
      this.#compare()
      this.#twins = FILLINGS.map(() => new FactsExtractor())
    }
    const outcomes = this.#twins.map((twin, i) => read(twin, bytes, FILLINGS[i] ?? 0, i === 0))
    if (outcomes[0] !== outcomes[1])
      throw new Error(`one refuses, the other does not: ${outcomes.join(' / ')}`)
  }

  #compare(): void {
    const [first, second] = this.#twins.map((twin) => JSON.stringify(twin.columns()))
    if (first !== second)
      throw new Error(`facts of the last ${INPUTS_PER_PAIR} inputs depend on what lay around them`)
  }
}

/** @param quickly lets the facts program find the sections, if it can */
function read(twin: FactsExtractor, bytes: Uint8Array, filling: number, quickly: boolean): string {
  twin.memory.reserve(bytes.length)
  twin.memory.bytes.fill(filling, 0, bytes.length + AROUND)
  try {
    const source = copiedSource(bytes, twin.memory)
    const failure = quickly ? twin.add(source) : twin.addImage(openElf(source))
    twin.versions(openElf(source))
    return failure?.message ?? 'read'
  } catch (error) {
    if (!isKmodError(error)) throw error
    return error.message
  }
}
