import { describe, expect, it } from 'vitest'
import { FactsProgram } from '../../src/facts/facts-program.ts'
import { refusalOf } from '../support/refusal.ts'

describe('FactsProgram', () => {
  it('has room for a file of any size, which others may read into', () => {
    const program = new FactsProgram()
    program.reserve(100)
    program.bytes[99] = 7
    expect(program.view.getUint8(99)).toBe(7)
    program.reserve(20 << 20)
    program.bytes[(20 << 20) - 1] = 9
    expect(program.view.getUint8((20 << 20) - 1)).toBe(9)
  })

  it('refuses a file that it has no room for, and takes others then', () => {
    const program = new FactsProgram()
    const { code, message } = refusalOf(() => program.reserve(2 ** 30))
    expect([code, message]).toEqual([
      'KMOD_LIMIT',
      'Cannot read module: not enough memory for its 1073741824 bytes',
    ])
    program.reserve(100)
    program.bytes[99] = 7
    expect(program.view.getUint8(99)).toBe(7)
  })

  it('refuses a file where memory is at its end', () => {
    const program = new FactsProgram()
    // Nobody touches it, so the machine need not have it.
    for (let i = 0; i < 3; i++) program.exports.allocate(2 ** 30 - 2 ** 16)
    expect(refusalOf(() => program.reserve(2 ** 30 - 2 ** 16)).code).toBe('KMOD_LIMIT')
  })

  it('finds what is in the upper half of its memory', () => {
    const program = new FactsProgram()
    for (let i = 0; i < 2; i++) program.exports.allocate(2 ** 30 - 16)
    const address = program.copyIn(Int32Array.of(1, 2))
    expect(address).toBeGreaterThan(2 ** 31)
    expect([...new Int32Array(program.exports.memory.buffer, address, 2)]).toEqual([1, 2])
    // Until its columns have moved there.
    for (let i = 0; i < 5000; i++) program.exports.addNothing()
    expect(program.words(program.exports.fieldStarts)).toEqual(new Int32Array(5001))
    program.reserve(100)
    program.bytes[99] = 7
    expect(program.view.getUint8(99)).toBe(7)
  })

  it('gives new views after its memory has moved', () => {
    const program = new FactsProgram()
    program.reserve(100)
    program.bytes[0] = 5
    const { buffer } = program.exports.memory
    // Enough modules without facts to make its columns grow.
    while (program.exports.memory.buffer === buffer) program.exports.addNothing()
    expect(buffer.byteLength).toBe(0)
    expect([program.bytes[0], program.view.getUint8(0)]).toEqual([5, 5])
  })

  it('places arrays for good', () => {
    const program = new FactsProgram()
    const places = [Int32Array.of(1, 2, 3), Int32Array.of(0, 4).subarray(1)].map((array) =>
      program.copyIn(array),
    )
    program.reserve(20 << 20)
    const words = (address: number, count: number): number[] => [
      ...new Int32Array(program.exports.memory.buffer, address, count),
    ]
    expect(words(places[0] ?? 0, 3)).toEqual([1, 2, 3])
    expect(words(places[1] ?? 0, 1)).toEqual([4])
  })

  it('shows columns as they are', () => {
    const program = new FactsProgram()
    program.exports.addNothing()
    program.exports.addNothing()
    expect([...program.words(program.exports.fieldStarts)]).toEqual([0, 0, 0])
    program.exports.addNothing()
    expect(program.text(program.exports.texts)).toEqual(new Uint8Array(0))
    expect(program.group(program.exports.needed, 5).map((column) => [...program.words(column)])).toEqual([
      [0, 0, 0, 0],
      ...[[], [], [], []],
    ])
  })
})
