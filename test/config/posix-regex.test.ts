import { describe, expect, it } from 'vitest'
import { parsePosixRegex } from '../../src/config/posix-regex.ts'

describe('parsePosixRegex()', () => {
  // Expectations are those of glibc's regcomp(REG_EXTENDED | REG_NOSUB).
  it.each<[pattern: string, why: string]>([
    ['*a', 'a repetition at the start'],
    ['a|*b', 'a repetition after |'],
    ['(+a)', 'a repetition after ('],
    ['{1}', 'an interval at the start'],
    ['^*', 'a repetition after ^'],
    ['\\b+', 'a repetition after \\b'],
    ['(a', 'an open group'],
    ['[a', 'an open bracket'],
    ['a\\', 'a backslash at the end'],
    ['a{', 'an open interval'],
    ['a{}', 'an empty interval'],
    ['a{x}', 'an interval that is not a number'],
    ['a{2,1}', 'an interval that runs backwards'],
    ['a{32768}', 'more repetitions than RE_DUP_MAX'],
    ['(a)\\1', 'a back-reference (glibc reads it; we do not)'],
    ['a'.repeat(1025), 'a pattern longer than our limit'],
  ])('%s is invalid: %s', (pattern) => {
    expect(parsePosixRegex(pattern)).toBeUndefined()
  })

  it.each([['a**+?{2}'], ['(|)'], ['a{,}'], ['a{32767}'], [')'], ['}'], ['()*'], ['a||b'], ['\\{'], ['$^']])(
    '%s is valid',
    (pattern) => {
      expect(parsePosixRegex(pattern)).toBeDefined()
    },
  )
})
