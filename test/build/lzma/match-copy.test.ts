import { describe, expect, it } from 'vitest'
import { copyMatch } from '../../../src/build/lzma/match-copy.ts'
import { giveBack, i32, wasmFunction, wasmModule } from '../../../src/build/lzma/wasm-assembler.ts'
import { instantiate, type WasmMemory } from '../../../src/wasm/instantiate.ts'

const START = 4096

/** Copies after 64 bytes that differ; returns the memory, and the end and the last byte as the code has them. */
function copied(length: number, distance: number) {
  const run = wasmFunction('run', 3, (parameter, local) => {
    const [out, size, rep0] = [parameter(), parameter(), parameter()]
    const [previous, temporary, other, count] = [local('i32'), local('i32'), local('i32'), local('i32')]
    const copy = copyMatch({ out, length: size, rep0, previous, temporary, other, count })
    return [copy, giveBack(i32.or(i32.shl(previous, 16), out))]
  })
  const exports = instantiate(wasmModule(1, [run])) as {
    memory: WasmMemory
    run(...args: number[]): number
  }
  const bytes = new Uint8Array(exports.memory.buffer)
  for (let i = 0; i < 64; i++) bytes[START - 64 + i] = i + 1
  const result = exports.run(START, length, distance - 1)
  return { bytes, end: result & 0xffff, last: result >>> 16 }
}

describe('copyMatch', () => {
  const distances = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 17, 31, 33, 64]
  const lengths = [1, 2, 7, 8, 9, 15, 16, 17, 18, 31, 32, 33, 48, 49, 64, 65, 273]

  it.each(distances)('copies byte for byte from %d bytes before, and at most 24 bytes more', (distance) => {
    for (const length of lengths) {
      const expected = Array.from({ length }, (_, i) => 64 - distance + (i % distance) + 1)
      const { bytes, end, last } = copied(length, distance)
      expect([...bytes.subarray(START, START + length)]).toEqual(expected)
      expect({ end, last }).toEqual({ end: START + length, last: expected[length - 1] })
      expect(bytes.subarray(START + length + 24).every((byte) => byte === 0)).toBe(true)
    }
  })
})
