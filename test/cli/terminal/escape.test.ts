import { describe, expect, it } from 'vitest'
import { escapeForLine, escapeForTerminal, withEscapedText } from '../../../src/cli/terminal/escape.ts'

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
    ['shows upper control characters in UTF-8', utf8('\x9b31m'), '\xc2\\x9b31m'],
  ])('%s', (_, text, shown) => {
    expect(escapeForTerminal(text)).toBe(shown)
  })
})

it('escapeForLine() keeps to one line', () => {
  expect(escapeForLine('a\n\tb\0\x1b')).toBe('a\\x0a\\x09b\\x00\\x1b')
})

it('withEscapedText() changes text and nothing else', () => {
  expect(withEscapedText({ code: 'x', text: '\n', line: 3, list: ['\n'] })).toEqual({
    code: 'x',
    text: '\\x0a',
    line: 3,
    list: ['\n'],
  })
})
