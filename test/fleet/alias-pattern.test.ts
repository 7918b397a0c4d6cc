import { describe, expect, it } from 'vitest'
import { parseDevice, prefixesOf, supports } from '../../src/fleet/alias-pattern.ts'

describe('parseDevice()', () => {
  it.each([
    ['8086:125B', 'prefix', 'pci:v00008086d0000125B'],
    ['pci:v00008086d0000125B', 'prefix', 'pci:v00008086d0000125B'],
    ['pci:v00008086', 'prefix', 'pci:v00008086'],
    ['usb:v046DpC52B', 'prefix', 'usb:v046DpC52B'],
    ['usb:v046D*', 'prefix', 'usb:v046D'],
    ['pci:v00008086d0000125Bsv00008086sd00000000bc02sc00i00', 'modalias', undefined],
    ['fs-ext4', 'modalias', 'fs_ext4'],
    ['a]b', 'modalias', 'a]b'],
  ])('%s is a %s', (word, kind, text) => {
    expect(parseDevice(word)).toEqual({ kind, text: text ?? word })
  })

  it.each(['8086:125', '8086:', '80866:125b', ':125b', '8086:0000125b'])('%s is a mistake', (word) => {
    expect(() => parseDevice(word)).toThrow(
      `'${word}' is no device: vendor and device have four digits each, as in 8086:125b`,
    )
  })
})

it('supports() decides as fnmatch does, or by the start', () => {
  expect(supports('usb:v1p2d0[0-4]*', { kind: 'modalias', text: 'usb:v1p2d03x' })).toBe(true)
  expect(supports('usb:v1p2d0[0-4]*', { kind: 'modalias', text: 'usb:v1p2d05x' })).toBe(false)
  expect(supports('usb:v1p2d0*', { kind: 'prefix', text: 'usb:v1p2' })).toBe(true)
  expect(supports('usb:v1*', { kind: 'prefix', text: 'usb:v1p2' })).toBe(false)
})

it('prefixesOf() has every start of a text', () => {
  expect(prefixesOf('abc')).toEqual(['', 'a', 'ab', 'abc'])
})
