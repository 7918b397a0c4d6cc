import { expect, it } from 'vitest'
import { bytesAt, headOf, memoryRange, partOf } from '../../src/archives/byte-range.ts'
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
