import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logicalLines, parseDirectiveLines, splitWords } from '../../src/config/directive-lines.ts'
import { cpuMilliseconds } from '../support/cpu-time.ts'

describe('parseDirectiveLines()', () => {
  // Measured: `depmod -C ./l.conf 6.1.0` of kmod 34.2 names line and first word of each of these lines, as bad ones.
  it.each<[name: string, text: string, lines: [line: number, word: string][]]>([
    ['a line continued at the end counts its last line', 'foo\\\n', [[2, 'foo']]],
    ['two continuations count both', 'foo\\\n\\\n', [[3, 'foo']]],
    ['a backslash at the end of the file vanishes', 'foo\\', [[1, 'foo']]],
    ['so does one on a continued line', 'foo\\\n\\', [[2, 'foo']]],
    [
      'empty lines count',
      '\n\nfoo\\\n\n\nbar',
      [
        [4, 'foo'],
        [6, 'bar'],
      ],
    ],
    [
      'carriage return and vertical tab are part of a word',
      'a\\\r\nb\rc\vd',
      [
        [1, 'a\r'],
        [2, 'b\rc\vd'],
      ],
    ],
    ['a comment begins in the first column', ' # x\n#y', [[1, '#']]],
    ['an escaped # is a comment too', '\\#x', []],
    ['and one after a continuation', '\\\n#x', []],
    ['an escaped tab still separates', 'a\\\tb', [[1, 'a']]],
    [
      'a NUL ends its line',
      'a\0b\\\nb\nc',
      [
        [2, 'a'],
        [3, 'c'],
      ],
    ],
    ['a line that begins with NUL is empty', '\0x\nz', [[2, 'z']]],
    ['two backslashes are one', 'ab\\\\c x', [[1, 'ab\\c']]],
    ['a word is joined over lines', 'ov\\\nerride q', [[2, 'override']]],
    ['blank lines are skipped', ' \t \n\t', []],
  ])('%s', (_, text, lines) => {
    expect(parseDirectiveLines(text).map(({ line, word }) => [line, word])).toEqual(lines)
  })

  it('gives the words after the first', () => {
    expect(parseDirectiveLines('a  b\t c ')).toEqual([{ word: 'a', operands: ['b', 'c'], line: 1 }])
  })

  it('has one line per non-blank line of text without backslashes', () => {
    const plain = fc.array(fc.stringMatching(/^[a-z ]{0,9}$/))
    fc.assert(
      fc.property(plain, (lines) => {
        const expected = lines.flatMap((text, i) => (text.trim() === '' ? [] : [[i + 1, splitWords(text)]]))
        const parsed = parseDirectiveLines(lines.join('\n'))
        expect(parsed.map(({ line, word, operands }) => [line, [word, ...operands]])).toEqual(expected)
      }),
    )
  })

  it('does not care where a continuation is put', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z #]{1,20}$/), fc.nat(20), (text, at) => {
        const words = (content: string) =>
          parseDirectiveLines(content).map(({ word, operands }) => [word, ...operands])
        expect(words(`${text.slice(0, at)}\\\n${text.slice(at)}`)).toEqual(words(text))
      }),
    )
  })
})

describe('logicalLines()', () => {
  it.each([
    ['continuations', '\\\n'],
    ['escapes', '\\a'],
    ['empty lines', '\n'],
    ['one long line', 'a '],
  ])('takes linear time on %s', (_, piece) => {
    const started = cpuMilliseconds()
    logicalLines(`${piece.repeat(500_000)}x`)
    expect(cpuMilliseconds() - started).toBeLessThan(3000)
  })
})
