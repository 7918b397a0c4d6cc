import { expect, it } from 'vitest'
import { mutate, pick, seededRandom } from './mutate.ts'

const SOURCES = { corpus: [Buffer.from('other')], dictionary: ['word'], maxSize: 20 }

it('seededRandom() gives the same numbers for the same seed, all of them in range', () => {
  const [a, b, c] = [seededRandom(7), seededRandom(7), seededRandom(8)]
  const numbers = Array.from({ length: 200 }, () => a(10))
  expect(Array.from({ length: 200 }, () => b(10))).toEqual(numbers)
  expect(Array.from({ length: 200 }, () => c(10))).not.toEqual(numbers)
  expect([...new Set(numbers)].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})

it('pick() refuses an empty list', () => {
  expect(() => pick(seededRandom(1), [])).toThrow(RangeError)
})

it('mutate() changes a copy, keeps to the largest size, and handles an empty input', () => {
  const input = Buffer.from('some input')
  const random = seededRandom(3)
  const all = Array.from({ length: 3000 }, () =>
    Buffer.from(mutate(input, random, SOURCES)).toString('latin1'),
  )
  expect(input.toString()).toBe('some input')
  expect(new Set(all).size).toBeGreaterThan(1500)
  expect(Math.max(...all.map((text) => text.length))).toBe(20)
  expect(all.some((text) => text.includes('word')) && all.some((text) => text.endsWith('other'))).toBe(true)
  expect(mutate(Buffer.alloc(0), random, { ...SOURCES, corpus: [Buffer.alloc(0)] })).toHaveLength(0)
})
