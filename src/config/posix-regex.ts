/**
 * POSIX extended regular expressions, as far as a depmod.d release pattern needs them: parse once, then test whether a
 * text contains a match (posix-regex-match.ts). kmod hands the pattern to regcomp(REG_EXTENDED | REG_NOSUB) of the C
 * library in the C locale, so text is bytes, and where POSIX leaves a choice, that of glibc applies:
 *
 *   alternative   sequences separated by `|`; each may be empty, also inside `( )`
 *   sequence      atoms, each with any number of `*` `+` `?` `{n}` `{n,}` `{,m}` `{n,m}` after it
 *   atom          a byte, `.`, `[...]`, `(...)`, an escape, or an anchor; an anchor takes no repetition
 *   anchors       `^` and `$` at any position; GNU: \b \B \< \> \` \'
 *   escapes       GNU: \w \W \s \S; every other escaped byte is literal
 *   `)`           without its `(` is literal, and so is `}`
 *   invalid       a repetition with nothing before it, a bad or open interval, an open bracket or group
 *
 * Differs from regcomp(): a back-reference (\1 to \9) makes the pattern invalid. No release pattern needs one, and
 * without them matching takes polynomial time.
 */
import { type ByteSet, bracketSet, type Cursor, InvalidPattern, setOf } from './posix-bracket.ts'

export type RegexNode =
  | { readonly kind: 'bytes'; readonly bytes: ByteSet }
  | { readonly kind: 'anchor'; readonly anchor: Anchor }
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'alternative'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'repeat'; readonly item: RegexNode; readonly min: number; readonly max: number }

export type Anchor = 'text-start' | 'text-end' | 'word-border' | 'no-word-border' | 'word-start' | 'word-end'

/** RE_DUP_MAX of glibc: the largest number in an interval. */
const MAX_REPEATS = 0x7fff

/** Longer patterns are invalid here: a release has at most 64 characters (__NEW_UTS_LEN), a pattern needs few more. */
const MAX_PATTERN_LENGTH = 1024

const matching = (regex: RegExp): ByteSet => setOf((byte) => regex.test(String.fromCharCode(byte)))

const ANY_BYTE = setOf((byte) => byte !== 0)

const CLASS_ESCAPES: ReadonlyMap<string, ByteSet> = new Map([
  ['w', matching(/[A-Za-z0-9_]/)],
  ['W', matching(/[^A-Za-z0-9_]/)],
  ['s', matching(/[\t-\r ]/)],
  ['S', matching(/[^\t-\r ]/)],
])

const ANCHOR_ESCAPES: ReadonlyMap<string, Anchor> = new Map([
  ['b', 'word-border'],
  ['B', 'no-word-border'],
  ['<', 'word-start'],
  ['>', 'word-end'],
  ['`', 'text-start'],
  ["'", 'text-end'],
])

/** The pattern as a tree, or `undefined` if it is invalid. */
export function parsePosixRegex(pattern: string): RegexNode | undefined {
  if (pattern.length > MAX_PATTERN_LENGTH) return undefined
  try {
    return parseAlternative({ pattern, at: 0 }, 0)
  } catch (error) {
    if (error instanceof InvalidPattern) return undefined
    throw error
  }
}

const peek = (cursor: Cursor): string => cursor.pattern.charAt(cursor.at)

function parseAlternative(cursor: Cursor, depth: number): RegexNode {
  const items = [parseSequence(cursor, depth)]
  while (peek(cursor) === '|') {
    cursor.at++
    items.push(parseSequence(cursor, depth))
  }
  return { kind: 'alternative', items }
}

function parseSequence(cursor: Cursor, depth: number): RegexNode {
  const items: RegexNode[] = []
  for (;;) {
    const next = peek(cursor)
    if (next === '' || next === '|' || (next === ')' && depth > 0)) return { kind: 'sequence', items }
    const atom = parseAtom(cursor, depth)
    // After an anchor a repetition is one with nothing before it: glibc's parse_expression() returns at once.
    items.push(atom.kind === 'anchor' ? atom : parseRepeats(cursor, atom))
  }
}

const byte = (char: string): RegexNode => ({ kind: 'bytes', bytes: new Set([char.charCodeAt(0)]) })

function parseAtom(cursor: Cursor, depth: number): RegexNode {
  const char = cursor.pattern.charAt(cursor.at++)
  switch (char) {
    case '*':
    case '+':
    case '?':
    case '{':
      throw new InvalidPattern()
    case '(':
      return parseGroup(cursor, depth)
    case '[':
      return { kind: 'bytes', bytes: bracketSet(cursor) }
    case '.':
      return { kind: 'bytes', bytes: ANY_BYTE }
    case '^':
      return { kind: 'anchor', anchor: 'text-start' }
    case '$':
      return { kind: 'anchor', anchor: 'text-end' }
    case '\\':
      return parseEscape(cursor)
    default:
      return byte(char)
  }
}

function parseGroup(cursor: Cursor, depth: number): RegexNode {
  const inner = parseAlternative(cursor, depth + 1)
  if (peek(cursor) !== ')') throw new InvalidPattern()
  cursor.at++
  return inner
}

function parseEscape(cursor: Cursor): RegexNode {
  const char = cursor.pattern.charAt(cursor.at++)
  if (char === '' || (char >= '1' && char <= '9')) throw new InvalidPattern()
  const bytes = CLASS_ESCAPES.get(char)
  if (bytes !== undefined) return { kind: 'bytes', bytes }
  const anchor = ANCHOR_ESCAPES.get(char)
  return anchor === undefined ? byte(char) : { kind: 'anchor', anchor }
}

const SIMPLE_REPEATS: ReadonlyMap<string, readonly [min: number, max: number]> = new Map([
  ['*', [0, Number.POSITIVE_INFINITY]],
  ['+', [1, Number.POSITIVE_INFINITY]],
  ['?', [0, 1]],
])

function parseRepeats(cursor: Cursor, atom: RegexNode): RegexNode {
  let item = atom
  for (;;) {
    const next = peek(cursor)
    const bounds = SIMPLE_REPEATS.get(next) ?? (next === '{' ? intervalAt(cursor) : undefined)
    if (bounds === undefined) return item
    if (next !== '{') cursor.at++
    item = { kind: 'repeat', item, min: bounds[0], max: bounds[1] }
  }
}

/** The interval that begins at the cursor, which moves past it. glibc reads `{,m}` as `{0,m}`. */
function intervalAt(cursor: Cursor): readonly [min: number, max: number] {
  const interval = /\{(\d*)(?:(,)(\d*))?\}/y
  interval.lastIndex = cursor.at
  const found = interval.exec(cursor.pattern)
  if (found === null) throw new InvalidPattern()
  const [whole, first = '', comma, second = ''] = found
  if (first === '' && comma === undefined) throw new InvalidPattern()
  const min = Number(first)
  const max = comma === undefined ? min : second === '' ? Number.POSITIVE_INFINITY : Number(second)
  if (min > max || min > MAX_REPEATS || (max > MAX_REPEATS && max !== Number.POSITIVE_INFINITY))
    throw new InvalidPattern()
  cursor.at += whole.length
  return [min, max]
}
