import { describe, expect, it } from 'vitest'
import { FactsKernel } from '../../src/facts/facts-program.ts'
import { refusalOf } from '../support/refusal.ts'

describe('FactsKernel', () => {
  it('has room for a file of any size, which others may read into', () => {
    const kernel = new FactsKernel()
    kernel.reserve(100)
    kernel.bytes[99] = 7
    expect(kernel.view.getUint8(99)).toBe(7)
    kernel.reserve(20 << 20)
    kernel.bytes[(20 << 20) - 1] = 9
    expect(kernel.view.getUint8((20 << 20) - 1)).toBe(9)
  })

  it('refuses a file that it has no room for, and takes others then', () => {
    const kernel = new FactsKernel()
    const { code, message } = refusalOf(() => kernel.reserve(2 ** 30))
    expect([code, message]).toEqual([
      'KMOD_LIMIT',
      'Cannot read module: there is no memory for its 1073741824 bytes',
    ])
    kernel.reserve(100)
    kernel.bytes[99] = 7
    expect(kernel.view.getUint8(99)).toBe(7)
  })

  it('refuses a file where memory is at its end', () => {
    const kernel = new FactsKernel()
    // Nobody touches it, so the machine need not have it.
    for (let i = 0; i < 3; i++) kernel.program.allocate(2 ** 30 - 2 ** 16)
    expect(refusalOf(() => kernel.reserve(2 ** 30 - 2 ** 16)).code).toBe('KMOD_LIMIT')
  })

  it('finds what is in the upper half of its memory', () => {
    const kernel = new FactsKernel()
    for (let i = 0; i < 2; i++) kernel.program.allocate(2 ** 30 - 16)
    const address = kernel.place(Int32Array.of(1, 2))
    expect(address).toBeGreaterThan(2 ** 31)
    expect([...new Int32Array(kernel.program.memory.buffer, address, 2)]).toEqual([1, 2])
    // Until its columns have moved there.
    for (let i = 0; i < 5000; i++) kernel.program.addNothing()
    expect(kernel.words(kernel.program.fieldStarts)).toEqual(new Int32Array(5001))
    kernel.reserve(100)
    kernel.bytes[99] = 7
    expect(kernel.view.getUint8(99)).toBe(7)
  })

  it('gives new views after its memory has moved', () => {
    const kernel = new FactsKernel()
    kernel.reserve(100)
    kernel.bytes[0] = 5
    const { buffer } = kernel.program.memory
    // Enough modules without facts to make its columns grow.
    while (kernel.program.memory.buffer === buffer) kernel.program.addNothing()
    expect(buffer.byteLength).toBe(0)
    expect([kernel.bytes[0], kernel.view.getUint8(0)]).toEqual([5, 5])
  })

  it('places arrays for good', () => {
    const kernel = new FactsKernel()
    const places = [Int32Array.of(1, 2, 3), Int32Array.of(0, 4).subarray(1)].map((array) =>
      kernel.place(array),
    )
    kernel.reserve(20 << 20)
    const words = (address: number, count: number): number[] => [
      ...new Int32Array(kernel.program.memory.buffer, address, count),
    ]
    expect(words(places[0] ?? 0, 3)).toEqual([1, 2, 3])
    expect(words(places[1] ?? 0, 1)).toEqual([4])
  })

  it('shows columns as they are', () => {
    const kernel = new FactsKernel()
    kernel.program.addNothing()
    kernel.program.addNothing()
    expect([...kernel.words(kernel.program.fieldStarts)]).toEqual([0, 0, 0])
    kernel.program.addNothing()
    expect(kernel.text(kernel.program.texts)).toEqual(new Uint8Array(0))
    expect(kernel.group(kernel.program.needed, 5).map((column) => [...kernel.words(column)])).toEqual([
      [0, 0, 0, 0],
      ...[[], [], [], []],
    ])
  })
})
