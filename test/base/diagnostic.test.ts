import { expect, it } from 'vitest'
import { diagnostic } from '../../src/base/diagnostic.ts'

it.each([
  [diagnostic('config-not-implemented', { file: '/f', line: 1, word: 'include' }), 'info'],
  [diagnostic('modules-order-missing', { moduleDir: '/d', errno: 'ENOENT' }), 'warning'],
  [diagnostic('modules-order-corrupt', { moduleDir: '/d', line: 3 }), 'error'],
  [diagnostic('unknown-symbol', { path: '/m.ko', symbol: 's' }), 'warning'],
  [diagnostic('devname-without-numbers', { modname: 'm', devname: 'd' }), 'error'],
  [diagnostic('builtin-missing', { moduleDir: '/d', errno: 'ENOENT' }), 'warning'],
  [diagnostic('builtin-bad-line', { text: '\n' }), 'error'],
])('diagnostic() gives $code the severity that kmod prints it with', ({ severity }, expected) => {
  expect(severity).toBe(expected)
})

it('diagnostic() keeps the fields as they are', () => {
  expect(diagnostic('unknown-symbol', { path: '/m.ko', symbol: 's' })).toEqual({
    code: 'unknown-symbol',
    severity: 'warning',
    path: '/m.ko',
    symbol: 's',
  })
})
