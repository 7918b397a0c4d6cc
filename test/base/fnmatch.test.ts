import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fnmatch } from '../../src/base/fnmatch.ts'
import { cpuMilliseconds } from '../support/cpu-time.ts'

/** Every row was checked with fnmatch(3) of glibc 2.36 and 2.41 in the C locale. */
const MATCHES: readonly [pattern: string, text: string][] = [
  ['', ''],
  ['*', ''],
  ['*', '/a/.b'],
  ['*', '.hidden'],
  ['?', '/'],
  ['?', '.'],
  ['a*b*c', 'a-b-b-c'],
  ['**a', 'a'],
  ['*a', 'aa'],
  ['pci:v00008086d*sv*sd*bc*sc*i*', 'pci:v00008086d000010D3sv00008086sd0000A01Fbc02sc00i00'],
  ['\\*', '*'],
  ['\\a', 'a'],
  ['\\\\', '\\'],
  ['[abc]', 'b'],
  ['[!abc]', 'd'],
  ['[^abc]', 'd'],
  ['[!a]', '/'],
  ['[a-c]', 'b'],
  ['[]a]', ']'],
  ['[!]a]', 'b'],
  ['[]-a]', '^'],
  ['[a-]', '-'],
  ['[-a]', '-'],
  ['[\\]]', ']'],
  ['[\\a-c]', 'b'],
  ['[a-\\c]', 'b'],
  ['[*?]', '*'],
  ['[[:alpha:]]', 'x'],
  ['[![:digit:]]', 'x'],
  ['[[:alpha:][:digit:]_]', '_'],
  ['[[:space:]]', '\t'],
  ['[[:space:]]', '\v'],
  ['[[:blank:]]', ' '],
  ['[[:cntrl:]]', '\x7f'],
  ['[[:punct:]]', '@'],
  ['[[:xdigit:]]', 'F'],
  ['[[:graph:]]', '!'],
  ['[[:print:]]', ' '],
  ['[[:alnum:]]', '0'],
  ['[[:upper:]]', 'Z'],
  ['[[:lower:]]', 'z'],
  ['[[.a.]]', 'a'],
  ['[[.-.]]', '-'],
  ['[[.].]]', ']'],
  ['[[.a.]-c]', 'b'],
  ['[a-[.c.]]', 'b'],
  ['[[=a=]]', 'a'],
  ['[\x80-\xff]', '\xa0'],
  ['[!a]', '\xff'],
  // A bracket that nothing closes is an ordinary byte, even when an element in it has the byte.
  ['[', '['],
  ['a[', 'a['],
  ['[a', '[a'],
  ['[[', '[['],
  ['[[-a', '[[-a'],
  ['[!a', '[!a'],
  ['[?[', '[/['],
  ['[]', '[]'],
  ['[!]', '[!]'],
  ['[a*', '[abc'],
  // Not the name of a class: its bytes.
  ['[[:A:]]', ':]'],
  ['[[:az:]]', 'a]'],
  // No element is parsed after the first that contains the byte, but the end is searched for.
  ['[a[:nope:]]', 'a'],
  ['[ac-]', 'a'],
]

const MATCHES_NOT: readonly [pattern: string, text: string][] = [
  ['', 'a'],
  ['a', ''],
  ['a', 'A'],
  ['?', ''],
  ['*a', 'b'],
  ['a*b', 'a'],
  ['a\\', 'a'],
  ['a\\', 'a\\'],
  ['\\', '\\'],
  ['[abc]', ''],
  ['[!abc]', 'a'],
  ['[c-a]', 'b'],
  ['[a-c]', 'd'],
  ['[a-c]', '-'],
  ['[[:alpha:]]', '\xe9'],
  ['[[:digit:]]', 'a'],
  ['[[:nope:]]', ':'],
  ['[[:nope:]a]', 'a'],
  ['[[.ab.]]', 'a'],
  ['[[.a', '[[.a'],
  ['[x-', '[x-'],
  ['[x\\', '[x\\'],
  ['[a[.b]', 'a'],
  ['[a[=b]', 'a'],
  // glibc takes a collating symbol before a final `-` for the start of a range that then does not come.
  ['[[.a.]-]', 'a'],
]

/** A slow matcher of `*`, `?` and plain bytes. */
const slowly = (pattern: string, text: string): boolean => {
  if (pattern === '') return text === ''
  if (pattern[0] === '*') {
    for (let skip = 0; skip <= text.length; skip++)
      if (slowly(pattern.slice(1), text.slice(skip))) return true
    return false
  }
  return (
    text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && slowly(pattern.slice(1), text.slice(1))
  )
}

describe('fnmatch()', () => {
  it.each(MATCHES)('%j matches %j', (pattern, text) => {
    expect(fnmatch(pattern, text)).toBe(true)
  })

  it.each(MATCHES_NOT)('%j does not match %j', (pattern, text) => {
    expect(fnmatch(pattern, text)).toBe(false)
  })

  it('finds what trying every split of the text finds', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 })
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 })
    fc.assert(
      fc.property(pattern, text, (p, t) => {
        expect(fnmatch(p, t)).toBe(slowly(p, t))
      }),
      { numRuns: 3000 },
    )
  })

  it('matches every text with itself escaped, and with its bytes in brackets', () => {
    const text = fc.string({
      unit: fc.integer({ min: 1, max: 255 }).map((byte) => String.fromCharCode(byte)),
    })
    fc.assert(
      fc.property(text, (t) => {
        expect(fnmatch([...t].map((char) => `\\${char}`).join(''), t)).toBe(true)
        expect(fnmatch([...t].map((char) => `[\\${char}]`).join(''), t)).toBe(true)
      }),
    )
  })

  it('ends soon for many stars that match nearly everything', () => {
    const start = cpuMilliseconds()
    expect(fnmatch(`${'*a'.repeat(200)}*b`, 'a'.repeat(5000))).toBe(false)
    expect(fnmatch('*[[:alpha:]]*[!b]*[', 'a'.repeat(5000))).toBe(false)
    expect(cpuMilliseconds() - start).toBeLessThan(2000)
  })
})
