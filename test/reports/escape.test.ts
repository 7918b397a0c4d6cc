import { describe, expect, it } from 'vitest'
import {
  escapeForLine,
  escapeForTerminal,
  escapeLineBreaks,
  withEscapedText,
} from '../../src/reports/escape.ts'

const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

describe('escapeForTerminal()', () => {
  it.each([
    ['keeps newline, tab and NUL', 'a\n\tb\0', 'a\n\tb\0'],
    ['shows carriage return, escape and backspace', '\r\x1b\b', '\\x0d\\x1b\\x08'],
    ['shows delete and the upper control characters', '\x7f\x80\x9b', '\\x7f\\x80\\x9b'],
    ['keeps all other bytes', ' ~\xa0\xff', ' ~\xa0\xff'],
    [
      'keeps letters of UTF-8 with bytes that alone would control',
      utf8('Łukasz Ä 中 😀'),
      utf8('Łukasz Ä 中 😀'),
    ],
    [
      'shows what turns text around',
      utf8('a\u202eb\u2066c\u200f\u061cd'),
      'a\\xe2\\x80\\xaeb\\xe2\\x81\\xa6c\\xe2\\x80\\x8f\\xd8\\x9cd',
    ],
    ['shows what other line breaks there are', utf8('a\u2028b\u2029'), 'a\\xe2\\x80\\xa8b\\xe2\\x80\\xa9'],
    [
      'keeps the neighbours of these',
      utf8('\u061b\u200d\u2027\u202f\u2065\u206a'),
      utf8('\u061b\u200d\u2027\u202f\u2065\u206a'),
    ],
    ['shows upper control characters in UTF-8', utf8('\x9b31m'), '\xc2\\x9b31m'],
  ])('%s', (_, text, shown) => {
    expect(escapeForTerminal(text)).toBe(shown)
  })
})

it('escapeForLine() keeps to one line', () => {
  expect(escapeForLine('a\n\tb\0\x1b')).toBe('a\\x0a\\x09b\\x00\\x1b')
})

it('escapeLineBreaks() leaves all else', () => {
  expect(escapeLineBreaks('a\n\tb\r\0\x1b\xff')).toBe('a\\x0a\tb\\x0d\\x00\x1b\xff')
})

it('withEscapedText() changes text and nothing else', () => {
  expect(withEscapedText({ code: 'x', text: '\n', line: 3, list: ['\n'] })).toEqual({
    code: 'x',
    text: '\\x0a',
    line: 3,
    list: ['\n'],
  })
})
