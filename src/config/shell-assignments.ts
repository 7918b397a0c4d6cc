/** Assignments in files that a shell sources: `NAME=word`, `NAME="words"`, `NAME=(words)`, and the same with `+=`. */

export interface ShellAssignment {
  readonly name: string
  /** `+=` */
  readonly adds: boolean
  /** Of a string or an array: split at blanks, without quotes. */
  readonly words: readonly string[]
}

const HEAD = /[A-Za-z_]\w*\+?=/y
const BLANK = /[ \t\n]/
/** What ends a word, besides blanks. */
const OPERATOR = /[;&|()<>]/
/** Stands for an expansion, which is not carried out; no configuration has this byte. */
const EXPANSION = '\u0001'

/**
 * All assignments of a text, in order, whatever the conditions before them. Nothing is expanded: words with `$` or a
 * backquote are left out.
 */
export function shellAssignments(text: string): ShellAssignment[] {
  const found: ShellAssignment[] = []
  for (let at = 0; at < text.length; ) {
    const start = skipBlanks(text, at)
    HEAD.lastIndex = start
    const [head] = HEAD.exec(text) ?? []
    if (head === undefined) {
      at = OPERATOR.test(text[start] ?? '') ? start + 1 : readWord(text, start).end
      continue
    }
    const value = readValue(text, start + head.length)
    const name = head.replace(/\+?=$/, '')
    found.push({ name, adds: head.endsWith('+='), words: value.words.filter(isPlain) })
    at = value.end
  }
  return found
}

const isPlain = (word: string): boolean => word !== '' && !word.includes(EXPANSION)

interface Words {
  readonly words: readonly string[]
  readonly end: number
}

function readValue(text: string, start: number): Words {
  if (text[start] === '(') return readArray(text, start + 1)
  const { word, end } = readWord(text, start)
  return { words: word.split(/[ \t\n]+/), end }
}

/** Up to the parenthesis that closes it, with comments between the words. */
function readArray(text: string, start: number): Words {
  const words: string[] = []
  let at = skipBlanks(text, start)
  while (at < text.length && text[at] !== ')') {
    const { word, end } = readWord(text, at)
    for (const one of word.split(/[ \t\n]+/)) words.push(one)
    // An operator in the place of a word, which a shell would refuse.
    at = skipBlanks(text, end === at ? at + 1 : end)
  }
  return { words, end: at + 1 }
}

/** Blanks, comments at the start of a word, and lines that are continued. */
function skipBlanks(text: string, start: number): number {
  let at = start
  for (;;) {
    if (text[at] === '#') {
      const newline = text.indexOf('\n', at)
      at = newline < 0 ? text.length : newline
    } else if (text.startsWith('\\\n', at)) at += 2
    else if (BLANK.test(text[at] ?? '')) at++
    else return at
  }
}

interface Word {
  readonly word: string
  readonly end: number
}

/** A word of any parts: bare, quoted or escaped. */
function readWord(text: string, start: number): Word {
  let word = ''
  let at = start
  while (at < text.length) {
    const char = text[at] ?? ''
    if (BLANK.test(char) || OPERATOR.test(char)) break
    const part =
      char === "'" ? singleQuoted(text, at) : char === '"' ? doubleQuoted(text, at) : bare(text, at)
    word += part.word
    at = part.end
  }
  return { word, end: at }
}

function singleQuoted(text: string, start: number): Word {
  const close = text.indexOf("'", start + 1)
  const end = close < 0 ? text.length : close
  return { word: text.slice(start + 1, end), end: end + 1 }
}

function doubleQuoted(text: string, start: number): Word {
  let word = ''
  let at = start + 1
  while (at < text.length && text[at] !== '"') {
    const isEscape = text[at] === '\\' && /[\\"$`\n]/.test(text[at + 1] ?? '')
    const part = isEscape || /[$`]/.test(text[at] ?? '') ? bare(text, at) : { word: text[at], end: at + 1 }
    word += part.word
    at = part.end
  }
  return { word, end: at + 1 }
}

/** One character outside of quotes, or an expansion as a whole. */
function bare(text: string, at: number): Word {
  if (text.startsWith('\\\n', at)) return { word: '', end: at + 2 }
  if (text[at] === '\\') return { word: text[at + 1] ?? '', end: at + 2 }
  if (text[at] === '`') return { word: EXPANSION, end: closing(text, at + 1, '`') }
  if (text.startsWith('$(', at)) return { word: EXPANSION, end: closing(text, at + 2, ')') }
  if (text.startsWith('${', at)) return { word: EXPANSION, end: closing(text, at + 2, '}') }
  return { word: text[at] === '$' ? EXPANSION : (text[at] ?? ''), end: at + 1 }
}

function closing(text: string, start: number, char: string): number {
  const at = text.indexOf(char, start)
  return at < 0 ? text.length : at + 1
}
