/** Assignments in files that a shell sources: `NAME=word`, `NAME="words"`, `NAME=(words)`, and the same with `+=`. */

export interface ShellAssignment {
  readonly name: string
  /** `+=` */
  readonly adds: boolean
  /** Of a string or an array: parted at blanks, without quotes. */
  readonly words: readonly string[]
}

const ASSIGNMENT = /(?:^|[\s;])([A-Za-z_]\w*)(\+?)=(\([^)]*\)|"[^"]*"|'[^']*'|[^\s;]*)/g
/** What begins a line or follows a blank; inside quotes no such configuration has one. */
const COMMENT = /(^|\s)#[^\n]*/g

/** All assignments of a text, in order. Nothing is expanded: words with `$` or a backquote are left out. */
export const shellAssignments = (text: string): ShellAssignment[] =>
  [...text.replace(COMMENT, '$1').matchAll(ASSIGNMENT)].map(([, name = '', plus, value = '']) => ({
    name,
    adds: plus === '+',
    words: value
      .replace(/^\(|\)$/g, '')
      .split(/\s+/)
      .map((word) => word.replace(/^["']+|["']+$/g, ''))
      .filter((word) => word !== '' && !/[$`]/.test(word)),
  }))
