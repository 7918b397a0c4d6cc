/**
 * Mutates bytes like damage, bad luck and malice do: bits and numbers, lengths, pieces cut out, duplicated, or taken
 * from another file, keywords of the format in the wrong place. The same seed always gives the same changes.
 */

/** Uniform whole numbers in [0, n). */
export type Random = (n: number) => number

/** mulberry32. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n)
  }
}

export const pick = <T>(random: Random, list: readonly T[]): T => {
  const item = list[random(list.length)]
  if (item === undefined) throw new RangeError('Expected a list with something in it')
  return item
}

export interface MutationSources {
  /** Other inputs, to copy pieces from. */
  readonly corpus: readonly Uint8Array[]
  /** Keywords of the format. */
  readonly dictionary: readonly string[]
  /** No input grows beyond this. */
  readonly maxSize: number
}

type Mutation = (bytes: Buffer, random: Random, sources: MutationSources) => Uint8Array

/** Numbers that make sums and comparisons overflow. */
const EDGES = [
  0n,
  1n,
  2n,
  0x7fn,
  0x80n,
  0xffn,
  0x100n,
  0x7fffn,
  0x8000n,
  0xffffn,
  0x1_0000n,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_ffffn,
  0x1_0000_0000n,
  0x20_0000_0000_0000n,
  0x7fff_ffff_ffff_ffffn,
  0xffff_ffff_ffff_ffffn,
]

const MUTATIONS: readonly Mutation[] = [
  function flipBit(bytes, random) {
    const at = random(bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8))
    return bytes
  },
  function setByte(bytes, random) {
    bytes[random(bytes.length)] = random(256)
    return bytes
  },
  function setNumber(bytes, random) {
    const width = pick(random, [2, 4, 8])
    if (bytes.length < width) return bytes
    // Fields of binary formats are aligned more often than not.
    const at = random(2) === 0 ? random(bytes.length - width + 1) : alignedAt(bytes, random, width)
    const value = BigInt.asUintN(
      width * 8,
      random(4) === 0 ? BigInt(random(bytes.length * 2)) : pick(random, EDGES),
    )
    const digits = value.toString(16).padStart(width * 2, '0')
    const number = Buffer.from(digits, 'hex')
    if (random(2) === 0) number.reverse()
    number.copy(bytes, at)
    return bytes
  },
  function addToNumber(bytes, random) {
    if (bytes.length < 4) return bytes
    const at = alignedAt(bytes, random, 4)
    bytes.writeUInt32LE((bytes.readUInt32LE(at) + random(65) - 32) >>> 0, at)
    return bytes
  },
  function cut(bytes, random) {
    return bytes.subarray(0, random(bytes.length + 1))
  },
  function takeOut(bytes, random) {
    const [start, end] = range(bytes, random)
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)])
  },
  function doublePiece(bytes, random) {
    const [start, end] = range(bytes, random)
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)])
  },
  function fillPiece(bytes, random) {
    const [start, end] = range(bytes, random)
    return bytes.fill(pick(random, [0, 0xff, 0x20, 0x0a, 0x5b, random(256)]), start, end)
  },
  function splice(bytes, random, { corpus }) {
    const other = pick(random, corpus)
    return Buffer.concat([
      bytes.subarray(0, random(bytes.length + 1)),
      other.subarray(random(other.length + 1)),
    ])
  },
  function insertWord(bytes, random, { dictionary }) {
    if (dictionary.length === 0) return bytes
    const at = random(bytes.length + 1)
    const word = Buffer.from(pick(random, dictionary), 'latin1')
    return Buffer.concat([
      bytes.subarray(0, at),
      word,
      bytes.subarray(random(2) === 0 ? at : at + word.length),
    ])
  },
]

const alignedAt = (bytes: Uint8Array, random: Random, width: number): number =>
  random(Math.floor(bytes.length / width)) * width

function range(bytes: Uint8Array, random: Random): [start: number, end: number] {
  const start = random(bytes.length + 1)
  // Short pieces find more than long ones.
  const length = random(2) === 0 ? random(16) : random(bytes.length - start + 1)
  return [start, Math.min(bytes.length, start + length)]
}

/** A mutated copy of `bytes`, after one to eight changes. */
export function mutate(bytes: Uint8Array, random: Random, sources: MutationSources): Uint8Array {
  let changed: Uint8Array = Buffer.from(bytes)
  for (let left = 1 << random(4); left > 0; left--) {
    if (changed.length === 0) changed = Buffer.from(pick(random, sources.corpus))
    if (changed.length === 0) return changed
    changed = pick(random, MUTATIONS)(Buffer.from(changed), random, sources)
    if (changed.length > sources.maxSize) changed = changed.subarray(0, sources.maxSize)
  }
  return changed
}
