import { describe, expect, it } from 'vitest'
import { fileCorrupt, verifyCrc32, XzCursor } from '../../../src/codecs/xz/xz-cursor.ts'

const cursorOf = (hex: string) => new XzCursor(Buffer.from(hex, 'hex'))

describe('XzCursor.size()', () => {
  it.each([
    ['00', 0],
    ['7f', 127],
    ['8001', 128],
    ['ffffff7f', 2 ** 28 - 1],
    ['ffffffffffffff0f', 2 ** 53 - 1],
  ])('reads %s', (hex, value) => {
    const cursor = cursorOf(`${hex}ee`)
    expect(cursor.size()).toBe(value)
    expect(cursor.left).toBe(1)
  })

  it.each([
    ['a last byte of zero', '8000', 'File is corrupt'],
    ['ten bytes', 'ffffffffffffffffff01', 'File is corrupt'],
    ['no last byte', 'ff', 'Unexpected end of input'],
  ])('refuses %s', (_, hex, reason) => {
    expect(() => cursorOf(hex).size()).toThrow(reason)
  })
})

it('XzCursor goes from front to back and refuses to pass the end', () => {
  const cursor = cursorOf('010200000003')
  expect([cursor.peek(), cursor.peek(), cursor.at]).toEqual([1, 1, 0])
  expect([...cursor.take(2)]).toEqual([1, 2])
  cursor.takeZeros(3)
  expect(() => cursor.takeZeros(1)).toThrow('File is corrupt')
  expect(() => cursor.take(1)).toThrow('Unexpected end of input')
  expect(() => cursor.peek()).toThrow('Unexpected end of input')
  expect(() => new XzCursor(Buffer.alloc(0), fileCorrupt).take(1)).toThrow('File is corrupt')
})

it('verifyCrc32() compares with the CRC in little-endian', () => {
  const stored = Buffer.from('2639f4cb', 'hex')
  expect(() => verifyCrc32(Buffer.from('123456789'), stored)).not.toThrow()
  expect(() => verifyCrc32(Buffer.from('123456788'), stored)).toThrow('File is corrupt')
})
