import { describe, expect, it } from 'vitest'
import { bracketSet, InvalidPattern, setOf } from '../../src/config/posix-bracket.ts'

function members(bracket: string): string {
  const cursor = { pattern: `${bracket}rest`, at: 1 }
  const set = bracketSet(cursor)
  expect(cursor.pattern.slice(cursor.at)).toBe('rest')
  return String.fromCharCode(...setOf((byte) => byte >= 0x20 && byte < 0x7f && set.has(byte)))
}

// Expectations are glibc's, in the C locale.
describe('bracketSet()', () => {
  it.each<[bracket: string, members: string]>([
    ['[abc]', 'abc'],
    ['[]abc]', ']abc'.split('').sort().join('')],
    ['[^ -Y[-~]', 'Z'],
    ['[^]!-Z[^-~]', ' \\'],
    ['[a-c]', 'abc'],
    ['[a-]', '-a'],
    ['[-a]', '-a'],
    ['[+--]', '+,-'],
    ['[--/]', '-./'],
    ['[\\d]', '\\d'],
    ['[[:digit:]]', '0123456789'],
    ['[[:xdigit:]x]', '0123456789ABCDEFabcdefx'],
    ['[[:digit:]-]', '-0123456789'],
    ['[[:punct:]]', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'],
    ['[[.a.]-c]', 'abc'],
    ['[[=a=]b]', 'ab'],
    ['[[]', '['],
    ['[a[]', '[a'],
  ])('%s holds "%s"', (bracket, expected) => {
    expect(members(bracket)).toBe(expected)
  })

  it('[^a] holds the bytes that are not ASCII', () => {
    expect(bracketSet({ pattern: '[^a]', at: 1 }).has(0xe4)).toBe(true)
  })

  it.each([
    ['[a', 'without its end'],
    ['[]', 'with only a ] that is literal'],
    ['[b-a]', 'with a range that runs backwards'],
    ['[a-c-e]', 'with a - in the middle'],
    ['[[:foo:]]', 'with a class that does not exist'],
    ['[[:digit:', 'with an open class'],
    ['[a-[:digit:]]', 'with a class as the end of a range'],
    ['[a-[=c=]]', 'with an equivalence class as the end of a range'],
    ['[[.hyphen.]]', 'with a name of a character'],
  ])('%s is invalid: %s', (bracket) => {
    expect(() => bracketSet({ pattern: bracket, at: 1 })).toThrow(InvalidPattern)
  })
})
