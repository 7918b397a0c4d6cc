import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchesPosixRegex } from '../../src/config/posix-regex-match.ts'
import { cpuMilliseconds } from '../support/cpu-time.ts'

describe('matchesPosixRegex()', () => {
  // Expectations are glibc's: regcomp(REG_EXTENDED | REG_NOSUB) and regexec() in the C locale, called from Python's ctypes.
  // 30,000 random patterns on 24 texts each agreed as well.
  it.each<[pattern: string, text: string, matches: boolean]>([
    ['6.1', '16x12', true],
    ['^6\\.1', '6.1.0-50-amd64', true],
    ['^6\\.1$', '6.1.0', false],
    ['6\\.1', '6x1', false],
    ['', '6.1', true],
    ['a|', 'x', true],
    ['()', 'x', true],
    ['(6|7)\\.1', '7.1', true],
    ['^[[:digit:]]+\\.[[:digit:]]+$', '6.12', true],
    ['^[^a-z]*$', '6.1-amd64', false],
    ['^(a*)*$', 'aab', false],
    ['^.{3}$', '6.1', true],
    ['^.{,2}$', '6.1', false],
    ['^.{2,}$', '6.1', true],
    ['^(.){1,2}$', '6.1', false],
    ['a^b', 'a^b', false],
    ['\\^', 'a^b', true],
    ['6)', '6)', true],
    ['}', '}', true],
    ['\\<amd', '6-amd64', true],
    ['\\bmd', '6-amd64', false],
    ['\\Bmd', '6-amd64', true],
    ['64\\>$', '6-amd64', true],
    ["\\`6.*4\\'", '6-amd64', true],
    ['^\\w+$', 'a_1', true],
    ['\\W', 'a_1', false],
    ['\\s', 'a b', true],
    ['^\\S+$', 'a b', false],
    ['.', '\xe4', true],
    ['\\d', 'd', true],
    ['*', '6.1', false],
    ['((', '6.1', false],
    ['[', '[', false],
    ['6{', '6{', false],
    ['(6)\\1', '66', false],
  ])('"%s" on "%s" is %s', (pattern, text, matches) => {
    expect(matchesPosixRegex(pattern, text)).toBe(matches)
  })

  it.each([
    ['(a*)*b'],
    ['((a|a)*)*b'],
    ['.*'.repeat(500).concat('x')],
    ['((((^|.){999}){999}){999}$)x'],
    ['(((a{9}b?){9}c?){9}d?){9}x'],
    ['('.repeat(500).concat(')'.repeat(500), '[')],
    ['x'.repeat(100_000)],
  ])('does not hang on %s', (pattern) => {
    const started = cpuMilliseconds()
    expect(matchesPosixRegex(pattern, 'a'.repeat(256))).toBe(false)
    expect(cpuMilliseconds() - started).toBeLessThan(1000)
  })

  it('stops repeating when that changes nothing, before it runs out of steps', () => {
    expect(matchesPosixRegex('^(|6){30000}\\.1$', '6.1')).toBe(true)
  })

  it('finds any text by itself, escaped', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]{0,30}$/), fc.nat(30), fc.nat(30), (text, from, length) => {
        const part = text.slice(from, from + length)
        expect(
          matchesPosixRegex(part.replaceAll(/[^A-Za-z0-9]/g, '[$&]').replaceAll('[^]', '\\^'), text),
        ).toBe(true)
      }),
    )
  })

  it('agrees with RegExp where both read a pattern alike', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      '.',
      '[ab]',
      '[^a]',
      '(a|b)*',
      'a?',
      'b+',
      '(ab){2}',
      '^',
      '$',
      '|',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), fc.stringMatching(/^[abc]{0,6}$/), (pieces, text) => {
        const pattern = pieces.join('')
        expect(matchesPosixRegex(pattern, text)).toBe(new RegExp(pattern).test(text))
      }),
    )
  })
})
