/** Small files truncated at every length, and with every byte changed: every reader must handle all of them. */
import { describe, expect, it } from 'vitest'
import { decodeIndex } from '../../src/indexes/decode-index.ts'
import { pack } from '../support/containers.ts'
import { askIndex, smallIndexes } from './index-targets.ts'
import { fullModule, signedModule } from './module-seeds.ts'
import { MODULE_TARGETS } from './module-targets.ts'
import { outcomeOf, type Target } from './target.ts'

/** XORed into bytes in turn: the lowest, a middle and the highest bit, and all of them. */
const CHANGES = [0x01, 0x10, 0x80, 0xff]

function* cutAtEveryLength(bytes: Uint8Array): Generator<Uint8Array> {
  for (let length = 0; length < bytes.length; length++) yield bytes.subarray(0, length)
}

function* withEveryByteChanged(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ (CHANGES[at % CHANGES.length] ?? 0)
    yield changed
  }
}

const target = (name: string): Target => {
  const found = MODULE_TARGETS.find((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(`Expected a target "${name}"`)
  return found
}

/** The number of inputs; any error except a KmodError fails the test. */
async function climb(reader: Target, inputs: Iterable<Uint8Array>): Promise<number> {
  let count = 0
  for (const input of inputs) {
    await outcomeOf(reader, input)
    count++
  }
  return count
}

describe.each([
  ['a module', 'elf', fullModule()],
  ['a module', 'module file', fullModule()],
  ['a signed module', 'elf', signedModule()],
  ['a .ko.gz', 'module file', pack(fullModule(), 'gz')],
  ['a .ko.xz', 'module file', pack(fullModule(), 'xz')],
  ['a .ko.zst', 'module file', pack(fullModule(), 'zst')],
])('%s, read as %s', (_, name, bytes) => {
  it('is a value or refused, cut at every length', async () => {
    expect(await climb(target(name), cutAtEveryLength(bytes))).toBe(bytes.length)
  })

  it('is a value or refused, every byte changed', async () => {
    expect(await climb(target(name), withEveryByteChanged(bytes))).toBe(bytes.length)
  })
})

describe.each([...smallIndexes()].map(([name, bytes]) => ({ name, bytes })))('$name', ({ bytes }) => {
  const index: Target = { name: 'index', seeds: () => [bytes], read: askIndex }

  it('is a value or refused, cut at every length, and never longer when cut', async () => {
    const whole = decodeIndex(bytes).length
    const reader: Target = {
      ...index,
      read(input) {
        askIndex(input)
        expect(decodeIndex(input).length).toBeLessThanOrEqual(whole)
      },
    }
    expect(await climb(reader, cutAtEveryLength(bytes))).toBe(bytes.length)
  })

  it('is a value or refused, every byte changed', async () => {
    expect(await climb(index, withEveryByteChanged(bytes))).toBe(bytes.length)
  })
})
