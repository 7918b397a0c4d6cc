import { expect, it } from 'vitest'
import { likePattern, literalPrefix } from './alias-texts.ts'

it.each([
  ['pci:v00008086d*sv*', 'pci:v00008086d'],
  ['usb:v0421p0001d02[0-9]*dc*', 'usb:v0421p0001d02'],
  ['a?b', 'a'],
  ['a\\*', 'a'],
  ['fs_ext4', 'fs_ext4'],
  ['*', ''],
])('literalPrefix() of %s is %j', (pattern, prefix) => {
  expect(literalPrefix(pattern)).toBe(prefix)
})

it.each([
  ['pci:v00008086d*', undefined],
  ['a?b', undefined],
  ['usb:v0421p0001d02[0-9]*dc*', 'usb:v0421p0001d02_%dc%'],
  ['x[]a]y[!z]', 'x_y_'],
  ['a\\*b', 'a_b'],
  ['100%', '100_'],
])('likePattern() of %s is %j', (pattern, like) => {
  expect(likePattern(pattern)).toBe(like)
})
