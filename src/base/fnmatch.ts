/**
 * fnmatch(3) of glibc with flags 0, in the C locale: how kmod matches every alias.
 *
 *   *  ?        match `/` and a leading `.` like any other byte
 *   \x          is `x`; a pattern that ends in `\` matches nothing
 *   [abc]       one of these bytes; `[!abc]` and `[^abc]`: one byte that is not among them. A `]` that comes first is
 *               literal. Without a closing `]` the `[` is an ordinary byte
 *   [a-z]       byte values; a range that runs backwards is empty
 *   [[:digit:]] a class of ASCII characters
 *   [[=a=]]     that byte;  [[.a.]]  that byte, which may begin or end a range
 *
 * For malformed brackets the steps of glibc matter: at the first element that contains the byte it stops parsing
 * elements and only searches for the closing `]`, and the two kinds of parsing fail on different input.
 *
 * Pattern and text are byte strings without NUL. The time is at most the product of their lengths: only the last `*`
 * is ever tried again, since the last one can skip anything that an earlier one could.
 */
export function fnmatch(pattern: string, text: string): boolean {
  let at = 0
  let from = 0
  /** The positions after the last `*`, and of the text that it does not skip. */
  let retryAt = -1
  let retryFrom = 0
  while (from < text.length || at < pattern.length) {
    if (pattern.charCodeAt(at) === STAR) {
      retryAt = ++at
      retryFrom = from
      continue
    }
    const next = from < text.length ? matchOne(pattern, at, text.charCodeAt(from)) : NO_MATCH
    if (next !== NO_MATCH) {
      at = next
      from++
      continue
    }
    if (retryAt < 0 || retryFrom >= text.length) return false
    at = retryAt
    from = ++retryFrom
  }
  return true
}

const [STAR, QUESTION, BACKSLASH, OPEN, CLOSE] = [0x2a, 0x3f, 0x5c, 0x5b, 0x5d]
const [BANG, CARET, DASH, COLON, EQUALS, DOT] = [0x21, 0x5e, 0x2d, 0x3a, 0x3d, 0x2e]

const NO_MATCH = -1
/** A `[` without a closing `]`. */
const NOT_A_BRACKET = -2

/** The position after the pattern element at `at` if it matches `byte`, else NO_MATCH. */
function matchOne(pattern: string, at: number, byte: number): number {
  if (at >= pattern.length) return NO_MATCH
  const first = pattern.charCodeAt(at)
  if (first === QUESTION) return at + 1
  if (first === BACKSLASH) return pattern.charCodeAt(at + 1) === byte ? at + 2 : NO_MATCH
  if (first === OPEN) {
    const next = matchBracket(pattern, at + 1, byte)
    if (next !== NOT_A_BRACKET) return next
  }
  return first === byte ? at + 1 : NO_MATCH
}

/** The position after the bracket expression whose content begins at `start`. */
function matchBracket(pattern: string, start: number, byte: number): number {
  const isComplement = pattern.charCodeAt(start) === BANG || pattern.charCodeAt(start) === CARET
  const cursor = { pattern, at: isComplement ? start + 1 : start }
  do {
    if (cursor.at >= pattern.length) return NOT_A_BRACKET
    const found = elementHas(cursor, byte)
    if (found === undefined) return NO_MATCH
    if (found) {
      const end = bracketEnd(pattern, cursor.at)
      return isComplement && end >= 0 ? NO_MATCH : end
    }
  } while (pattern.charCodeAt(cursor.at) !== CLOSE)
  return isComplement ? cursor.at + 1 : NO_MATCH
}

interface Cursor {
  readonly pattern: string
  at: number
}

/** Whether the next element contains the byte; undefined if the whole pattern is invalid. Moves past the element. */
function elementHas(cursor: Cursor, byte: number): boolean | undefined {
  const { pattern, at } = cursor
  const second = pattern.charCodeAt(at) === OPEN ? pattern.charCodeAt(at + 1) : 0
  if (second === COLON) {
    const name = className(pattern, at + 2)
    if (name !== undefined) {
      cursor.at = at + name.length + 4
      return CLASSES.get(name)?.(byte)
    }
  }
  if (second === EQUALS && isEquivalence(pattern, at)) {
    cursor.at = at + 5
    return pattern.charCodeAt(at + 2) === byte
  }
  const low = rangeBound(cursor)
  if (low === undefined) return undefined
  if (pattern.charCodeAt(cursor.at) !== DASH) return low === byte
  const afterDash = pattern.charCodeAt(cursor.at + 1)
  // glibc: a collating symbol before a final `-` is parsed as the start of a range, and then ignored.
  if (afterDash === CLOSE) return second !== DOT && low === byte
  // glibc: a byte before a `-` that ends the pattern is compared; if it differs, the pattern is invalid.
  if (Number.isNaN(afterDash)) return low === byte || undefined
  cursor.at++
  const high = rangeBound(cursor)
  return high === undefined ? undefined : low <= byte && byte <= high
}

/** The byte at the cursor, escaped or as a collating symbol, if it may begin or end a range. */
function rangeBound(cursor: Cursor): number | undefined {
  const { pattern, at } = cursor
  const first = pattern.charCodeAt(at)
  if (first === OPEN && pattern.charCodeAt(at + 1) === DOT) {
    // A collating symbol. The C locale has no names longer than one byte.
    if (pattern.indexOf('.]', at + 2) !== at + 3) return undefined
    cursor.at = at + 5
    return pattern.charCodeAt(at + 2)
  }
  const escaped = first === BACKSLASH ? 1 : 0
  if (at + escaped >= pattern.length) return undefined
  cursor.at = at + escaped + 1
  return pattern.charCodeAt(at + escaped)
}

/** The position after the `]` of a bracket expression whose last element before `at` contains the byte. */
function bracketEnd(pattern: string, start: number): number {
  let at = start
  while (at < pattern.length) {
    const first = pattern.charCodeAt(at)
    if (first === CLOSE) return at + 1
    at += first === BACKSLASH ? 2 : first === OPEN ? namedLength(pattern, at) : 1
  }
  return at === pattern.length ? NOT_A_BRACKET : NO_MATCH
}

/** How far to skip for the `[` at `at` while searching for the end of the bracket expression. */
function namedLength(pattern: string, at: number): number {
  const second = pattern.charCodeAt(at + 1)
  if (second === COLON) {
    const name = className(pattern, at + 2)
    return name === undefined ? 1 : name.length + 4
  }
  if (second === EQUALS) return isEquivalence(pattern, at) ? 5 : Number.POSITIVE_INFINITY
  if (second !== DOT) return 1
  const close = pattern.indexOf('.]', at + 2)
  return close < 0 ? Number.POSITIVE_INFINITY : close + 2 - at
}

const isEquivalence = (pattern: string, at: number): boolean => pattern.startsWith('=]', at + 3)

/** The name at `start`, up to `:]`. glibc's own test for a name excludes `z`, which no class name contains. */
function className(pattern: string, start: number): string | undefined {
  let end = start
  while (pattern.charCodeAt(end) >= 0x61 && pattern.charCodeAt(end) < 0x7a) end++
  return pattern.startsWith(':]', end) ? pattern.slice(start, end) : undefined
}

type ByteTest = (byte: number) => boolean

const isBetween =
  (low: number, high: number): ByteTest =>
  (byte) =>
    low <= byte && byte <= high
const isUpper = isBetween(0x41, 0x5a)
const isLower = isBetween(0x61, 0x7a)
const isDigit = isBetween(0x30, 0x39)
const isGraph = isBetween(0x21, 0x7e)
const isAlpha: ByteTest = (byte) => isUpper(byte) || isLower(byte)
const isAlnum: ByteTest = (byte) => isAlpha(byte) || isDigit(byte)

/** isalnum() and its kin in the C locale. */
const CLASSES: ReadonlyMap<string, ByteTest> = new Map<string, ByteTest>([
  ['alnum', isAlnum],
  ['alpha', isAlpha],
  ['blank', (byte) => byte === 0x20 || byte === 0x09],
  ['cntrl', (byte) => byte < 0x20 || byte === 0x7f],
  ['digit', isDigit],
  ['graph', isGraph],
  ['lower', isLower],
  ['print', isBetween(0x20, 0x7e)],
  ['punct', (byte) => isGraph(byte) && !isAlnum(byte)],
  ['space', (byte) => byte === 0x20 || (0x09 <= byte && byte <= 0x0d)],
  ['upper', isUpper],
  ['xdigit', (byte) => isDigit(byte) || isBetween(0x61, 0x66)(byte | 0x20)],
])
