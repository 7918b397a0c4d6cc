import { expect, it } from 'vitest'
import {
  type ByteRange,
  bytesAt,
  headOf,
  memoryRange,
  partOf,
  readAhead,
} from '../../src/archives/byte-range.ts'
import { refusalOf } from '../support/refusal.ts'

const WHOLE = memoryRange(Buffer.from('0123456789'))
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

it('partOf() is a window that ends where the whole ends', () => {
  const part = partOf(WHOLE, 4, 100)
  expect(part.size).toBe(6)
  expect(text(bytesAt(part, 2, 4))).toBe('6789')
  expect(part.read(new Uint8Array(9), 5)).toBe(1)
  expect(part.read(new Uint8Array(9), 6)).toBe(0)
  expect(partOf(WHOLE, 11, 5).size).toBe(0)
  expect(text(bytesAt(partOf(part, 1, 3), 0, 3))).toBe('567')
})

it('a read goes where it is asked to', () => {
  const target = Buffer.from('..........')
  expect(partOf(WHOLE, 2, 4).read(target, 1, 3, 5)).toBe(2)
  expect(target.toString()).toBe('...34.....')
})

it('bytesAt() refuses what is not all there, before it takes memory', () => {
  expect(refusalOf(() => bytesAt(WHOLE, 8, 3)).code).toBe('KMOD_ARCHIVE')
  expect(refusalOf(() => bytesAt(WHOLE, 0, 2 ** 52)).message).toBe('it is cut off')
})

it('headOf() gives fewer bytes of a short range', () => {
  expect(text(headOf(WHOLE, 3))).toBe('012')
  expect(headOf(WHOLE, 100)).toHaveLength(10)
})

it('partOf() knows where threads find its bytes', () => {
  const placed: ByteRange = { ...WHOLE, place: { descriptor: 3, offset: 100 } }
  expect(partOf(partOf(placed, 2, 8), 3, 2).place).toEqual({ descriptor: 3, offset: 105 })
  expect(partOf(WHOLE, 2, 8).place).toBeUndefined()
})

it('readAhead() reads little at a time from memory, and all that there is', () => {
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 251))
  const whole = memoryRange(bytes)
  let reads = 0
  const counted: ByteRange = {
    size: whole.size,
    read(target, position, start, end) {
      reads++
      return whole.read(target, position, start, end)
    },
  }
  const ahead = readAhead(counted)
  for (let at = 0; at < bytes.length; at += 100)
    expect(Buffer.from(bytesAt(ahead, at, 100)).equals(bytes.subarray(at, at + 100))).toBe(true)
  expect(reads).toBeLessThan(10)
  // What is before, what is large, and what is not all there.
  expect(Buffer.from(bytesAt(ahead, 7, 3))).toEqual(bytes.subarray(7, 10))
  expect(Buffer.from(bytesAt(ahead, 50, 60_000)).equals(bytes.subarray(50, 60_050))).toBe(true)
  expect(ahead.read(Buffer.alloc(20), bytes.length - 5)).toBe(5)
  expect(ahead.read(Buffer.alloc(20), bytes.length + 5)).toBe(0)
})
