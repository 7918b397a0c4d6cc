import { expect, it } from 'vitest'
import { formatModulesDevname } from '../../src/indexes/modules-devname.ts'
import { contextOf, textOf, withAliases } from './contexts.ts'

const HEADER = '# Device nodes to trigger on-demand module loading.\n'

it.each<[string, string[], string]>([
  ['a character device', ['devname:fuse', 'char-major-10-229'], 'fuse c10:229'],
  ['a block device', ['block-major-7-0', 'devname:loop-control'], 'loop-control b7:0'],
  ['other aliases between them', ['x', 'char-major-1-2', 'char', 'devname:d'], 'd c1:2'],
  [
    'the last of several numbers before the name',
    ['char-major-1-1', 'block-major-2-2', 'devname:d'],
    'd b2:2',
  ],
  ['the last of several names before the numbers', ['devname:a', 'devname:b', 'char-major-1-1'], 'b c1:1'],
  ['nothing after the first pair', ['devname:a', 'char-major-1-1', 'devname:b', 'char-major-2-2'], 'a c1:1'],
  ['text after the numbers', ['devname:d', 'char-major-1-2x'], 'd c1:2'],
  ['blanks and signs as scanf() does', ['devname:d', 'char-major- +5- -3'], 'd c5:4294967293'],
  ['numbers of more than 32 bits cut', ['devname:d', 'char-major-4294967297-1'], 'd c1:1'],
  [
    'numbers of more than 64 bits as the largest',
    ['devname:d', 'char-major-99999999999999999999-1'],
    'd c4294967295:1',
  ],
  ['any white space before the numbers', ['devname:d', 'char-major-\v1-\n2'], 'd c1:2'],
  [
    'negative numbers of more than 64 bits as the largest',
    ['devname:d', 'char-major--99999999999999999999-1'],
    'd c4294967295:1',
  ],
  ['an empty name', ['devname:', 'char-major-1-2'], ' c1:2'],
  ['a name with any byte', ['devname:a b\xe9\n', 'char-major-1-2'], 'a b\xe9\n c1:2'],
])('formatModulesDevname() takes %s', (_, aliases, line) => {
  const context = contextOf({ 'm-m.ko': withAliases(...aliases) })
  expect(textOf(formatModulesDevname(context))).toBe(`${HEADER}m_m ${line}\n`)
  expect(context.diagnostics).toEqual([])
})

it.each<[string, string[]]>([
  ['without a name', ['char-major-1-2']],
  ['without aliases', []],
  ['with the words somewhere inside', ['xdevname:d', 'xchar-major-1-2']],
  ['with an empty alias', ['']],
])('formatModulesDevname() is empty for a module %s', (_, aliases) => {
  const context = contextOf({ 'm.ko': withAliases(...aliases) })
  expect(formatModulesDevname(context)).toHaveLength(0)
  expect(context.diagnostics).toEqual([])
})

it.each<[string, string[], string]>([
  ['with a name alone', ['devname:d'], 'd'],
  ['with a wildcard for the minor number', ['devname:d', 'char-major-10-*'], 'd'],
  ['with one number', ['devname:d', 'char-major-10'], 'd'],
  ['with a blank after the first number', ['devname:d', 'char-major-1 -2'], 'd'],
  ['with numbers in capital letters', ['devname:d', 'CHAR-MAJOR-1-2'], 'd'],
  ['with hexadecimal numbers', ['devname:d', 'char-major-x1-2'], 'd'],
  ['with several names', ['devname:a', 'devname:b'], 'b'],
])('formatModulesDevname() reports a module %s', (_, aliases, devname) => {
  const context = contextOf({ 'm-m.ko': withAliases(...aliases) })
  expect(formatModulesDevname(context)).toHaveLength(0)
  expect(context.diagnostics).toEqual([
    { code: 'devname-without-numbers', severity: 'error', modname: 'm_m', devname },
  ])
})

it('formatModulesDevname() has its first line once, and the modules in order', () => {
  const context = contextOf({
    'z.ko': withAliases('devname:one', 'char-major-1-1'),
    'bad.ko': withAliases('devname:none'),
    'a.ko': withAliases('devname:two', 'block-major-2-2'),
  })
  expect(textOf(formatModulesDevname(context))).toBe(`${HEADER}z one c1:1\na two b2:2\n`)
  expect(context.diagnostics).toHaveLength(1)
})
