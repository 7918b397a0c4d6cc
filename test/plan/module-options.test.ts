import { describe, expect, it } from 'vitest'
import {
  formatParameters,
  joinOptions,
  splitOptions,
  substituteOptions,
} from '../../src/plan/module-options.ts'

describe('joinOptions()', () => {
  it.each([
    [[], undefined, ''],
    [['a=1'], undefined, 'a=1 '],
    [['a=1', 'b'], undefined, 'a=1 b '],
    [[''], undefined, ''],
    [[], 'k=v', 'k=v'],
    [['a=1  b', ''], 'k=v', 'a=1  b k=v'],
  ])('of %j and %j is %j', (configured, parameters, joined) => {
    expect(joinOptions(configured, parameters)).toBe(joined)
  })
})

describe('formatParameters()', () => {
  it.each([
    [[], ''],
    [['a', 'b=1'], 'a b=1'],
    [['l=a b'], 'l="a b"'],
    [["l='a b'"], "l='a b'"],
    [['l="a b"'], 'l="a b"'],
    [['l=a="b c"'], 'l="a="b c""'],
    [['a b'], 'a b'],
    [['l='], 'l='],
    [['', '', 'b'], 'b'],
    [['a', '', 'b', ''], 'a  b '],
  ])('of %j is %j', (words, text) => {
    expect(formatParameters(words)).toBe(text)
  })
})

describe('splitOptions()', () => {
  it.each([
    ['', []],
    ['a=1 b ', ['a=1', 'b']],
    ['a="1 2"  b=x', ['a=1 2', 'b=x']],
    ['a=x"1 2"y b', ['a=x"1 2"y', 'b']],
    ['a="1 2', ['a="1 2']],
  ])('of %j is %j', (options, words) => {
    expect(splitOptions(options)).toEqual(words)
  })
})

it('substituteOptions() replaces $CMDLINE_OPTS everywhere, and takes the options as they are', () => {
  expect(substituteOptions('x $CMDLINE_OPTSy $CMDLINE_OPTS', '$& $1')).toBe('x $& $1y $& $1')
})
