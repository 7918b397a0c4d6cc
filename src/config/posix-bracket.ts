/**
 * Bracket expressions of POSIX regular expressions in the C locale, as glibc parses them:
 *
 *   [abc] [^abc]     a `]` right after `[` or `[^` is literal, a backslash always is
 *   [a-z]            byte values; a range that runs backwards is invalid
 *   -                is literal first, last, or as the end of a range; elsewhere it is invalid
 *   [[:digit:]]      a class of characters (ASCII); cannot end a range
 *   [[.a.]] [[=a=]]  that one character; the C locale has no longer names. `[=a=]` cannot end a range
 */

export type ByteSet = ReadonlySet<number>

/** The pattern is invalid. Thrown and caught in this room only. */
export class InvalidPattern extends Error {}

/** The parser's position in the pattern. */
export interface Cursor {
  readonly pattern: string
  at: number
}

/** The bytes that pass `test`. */
export const setOf = (test: (byte: number) => boolean): ByteSet =>
  new Set(Array.from({ length: 256 }, (_, byte) => byte).filter(test))

/** isalnum() and its kin in the C locale. */
const CLASSES: ReadonlyMap<string, RegExp> = new Map([
  ['alnum', /[A-Za-z0-9]/],
  ['alpha', /[A-Za-z]/],
  ['blank', /[\t ]/],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is the class
  ['cntrl', /[\0-\x1f\x7f]/],
  ['digit', /[0-9]/],
  ['graph', /[!-~]/],
  ['lower', /[a-z]/],
  ['print', /[ -~]/],
  ['punct', /[!-/:-@[-`{-~]/],
  ['space', /[\t-\r ]/],
  ['upper', /[A-Z]/],
  ['xdigit', /[0-9A-Fa-f]/],
])

/** An element of a bracket expression: a byte that may begin or end a range, or a set that may not. */
type Element = { readonly byte: number } | { readonly set: Iterable<number> }

/** The set of the bracket expression whose `[` is just before the cursor, which moves past its `]`. */
export function bracketSet(cursor: Cursor): ByteSet {
  const complement = cursor.pattern.charAt(cursor.at) === '^'
  if (complement) cursor.at++
  const listed = new Set<number>()
  let isFirst = true
  for (;;) {
    if (!isFirst && cursor.pattern.charAt(cursor.at) === ']') break
    addElement(listed, cursor, isFirst)
    isFirst = false
  }
  cursor.at++
  return complement ? setOf((byte) => byte !== 0 && !listed.has(byte)) : listed
}

function addElement(listed: Set<number>, cursor: Cursor, isFirst: boolean): void {
  const { pattern } = cursor
  if (!isFirst && pattern.charAt(cursor.at) === '-' && pattern.charAt(cursor.at + 1) !== ']')
    throw new InvalidPattern()
  const start = parseElement(cursor)
  if ('set' in start) {
    for (const byte of start.set) listed.add(byte)
    return
  }
  const isRange = pattern.charAt(cursor.at) === '-' && pattern.charAt(cursor.at + 1) !== ']'
  const end = isRange ? rangeEnd(cursor) : start.byte
  if (end < start.byte) throw new InvalidPattern()
  for (let byte = start.byte; byte <= end; byte++) listed.add(byte)
}

function rangeEnd(cursor: Cursor): number {
  cursor.at++
  const end = parseElement(cursor)
  if ('set' in end) throw new InvalidPattern()
  return end.byte
}

function parseElement(cursor: Cursor): Element {
  const { pattern, at } = cursor
  if (at >= pattern.length) throw new InvalidPattern()
  const delimiter = pattern.charAt(at + 1)
  if (pattern.charAt(at) !== '[' || !/[.:=]/.test(delimiter)) {
    cursor.at++
    return { byte: pattern.charCodeAt(at) }
  }
  const close = pattern.indexOf(`${delimiter}]`, at + 2)
  if (close < 0) throw new InvalidPattern()
  cursor.at = close + 2
  return namedElement(delimiter, pattern.slice(at + 2, close))
}

function namedElement(delimiter: string, name: string): Element {
  if (delimiter !== ':') {
    if (name.length !== 1) throw new InvalidPattern()
    const byte = name.charCodeAt(0)
    return delimiter === '.' ? { byte } : { set: [byte] }
  }
  const members = CLASSES.get(name)
  if (members === undefined) throw new InvalidPattern()
  return { set: setOf((byte) => members.test(String.fromCharCode(byte))) }
}
