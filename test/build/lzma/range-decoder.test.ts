import { describe, expect, it } from 'vitest'
import { type RangeDecoder, rangeDecoder } from '../../../src/build/lzma/range-decoder.ts'
import {
  type Code,
  giveBack,
  type Local,
  wasmFunction,
  wasmModule,
} from '../../../src/build/lzma/wasm-assembler.ts'
import { instantiate, type WasmMemory } from '../../../src/wasm/instantiate.ts'
import { INITIAL_PROBABILITY } from '../../../src/wasm/lzma-layout.ts'

const INPUT = 8192
const TREE = 1024

/** Decodes from `input` by `write`, with all probabilities even; `sum` is the result. */
function decode(
  input: readonly number[],
  write: (range: RangeDecoder, sum: Local<'i32'>, count: Local<'i32'>, base: Local<'i32'>) => Code,
) {
  const run = wasmFunction('run', 0, (_, local) => {
    const [at, sum, count, base] = [local('i32'), local('i32'), local('i32'), local('i32')]
    const range = rangeDecoder(at, local)
    const body = write(range, sum, count, base)
    return [at.set(INPUT), base.set(TREE), range.start, body, giveBack(sum)]
  })
  const exports = instantiate(wasmModule(1, [run])) as { memory: WasmMemory; run(): number }
  const probabilities = new Uint16Array(exports.memory.buffer, TREE, 1024).fill(INITIAL_PROBABILITY)
  new Uint8Array(exports.memory.buffer).set(input, INPUT)
  return { result: exports.run(), probabilities }
}

const take = (sum: Local<'i32'>, range: RangeDecoder): Code => sum.set(range.symbol)

describe('RangeDecoder', () => {
  // of even probability, the first bits are those of the code itself, but for what rounding takes from the range
  it.each([
    [[0x00, 0x00, 0x00, 0x00], 0b0000],
    [[0x10, 0x00, 0x00, 0x00], 0b0001],
    [[0xa8, 0x00, 0x00, 0x00], 0b1010],
    [[0xff, 0xff, 0xff, 0xfe], 0b1111],
  ])('tree() of %j', (input, expected) => {
    const { result, probabilities } = decode(input, (range, sum, _, base) => [
      range.tree(base, 4),
      take(sum, range),
    ])
    expect(result).toBe(expected)
    const first = (expected >> 3) & 1 ? 1024 - 32 : 1024 + 32
    expect([probabilities[1], probabilities[0]]).toEqual([first, 1024])
  })

  it('matchedTree() takes the trees of the bits of a byte until one differs', () => {
    // the code's bits: 1010 1001; those of the other byte: 1010 0101
    const { result, probabilities } = decode([0xa9, 0x80, 0, 0], (range, sum, count, base) => [
      count.set(0b1010_0101),
      range.matchedTree(base, count),
      take(sum, range),
    ])
    expect(result).toBe(0xa9)
    const used = [...probabilities.keys()].filter((i) => probabilities[i] !== INITIAL_PROBABILITY)
    const [same, matched1, matched0] = [0, 0x200, 0x100]
    expect(used.sort((a, b) => a - b)).toEqual(
      [
        ...[matched1 + 0b1, matched0 + 0b11, matched1 + 0b110, matched0 + 0b1101, matched0 + 0b1_1010],
        ...[same + 0b11_0101, same + 0b110_1010, same + 0b1101_0100],
      ].sort((a, b) => a - b),
    )
  })

  it('reverseTree() adds the lowest bit first', () => {
    const { result } = decode([0x80 + 0x18, 0, 0, 0], (range, sum, _, base) => [
      sum.set(100),
      range.reverseTree(base, 4, sum),
    ])
    expect(result).toBe(100 + 0b1001)
  })

  it.each([1, 2, 3, 4, 5])('reverseTreeUpTo() decodes as reverseTree(), %d bits', (bits) => {
    const fixed = decode([0x80 + 0x18, 0, 0, 0], (range, sum, _, base) => range.reverseTree(base, bits, sum))
    const variable = decode([0x80 + 0x18, 0, 0, 0], (range, sum, count, base) => [
      count.set(bits),
      range.reverseTreeUpTo(base, count, sum),
    ])
    expect(variable).toEqual(fixed)
    expect(fixed.result).toBe(0b11001 & ((1 << bits) - 1))
  })

  it('directBits() appends, and takes bytes when they are due', () => {
    const { result } = decode([0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc], (range, sum, count) => [
      sum.set(1),
      count.set(20),
      range.directBits(count, sum),
    ])
    expect(result >>> 0).toBe(0x112345)
  })

  it('bit() goes one way or the other, and normalize() takes a byte only when it is due', () => {
    const branch = (input: number[]) =>
      decode(input, (range, sum, _, base) => [range.normalize, range.bit(base, sum.set(10), sum.set(20))])
    expect(branch([0x10, 0, 0, 0]).result).toBe(10)
    expect(branch([0xf0, 0, 0, 0]).result).toBe(20)
    expect(branch([0x10, 0, 0, 0]).probabilities[0]).toBe(1024 + 32)
    expect(branch([0xf0, 0, 0, 0]).probabilities[0]).toBe(1024 - 32)
  })
})
