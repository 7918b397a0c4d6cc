/**
 * Configuration text as lines of words. depmod.d and modprobe.d share these rules.
 *
 *   physical lines    end at a newline, the last one also at the end of the file
 *   backslash         followed by a newline both vanish and the line goes on; followed by any other byte only the
 *                     backslash vanishes (so `\\` is one backslash); at the end of the file it vanishes
 *   skipped lines     empty ones, blank ones, and those with `#` in the first column; an indented `#` is a word
 *   words             separated by runs of blanks and tabs; there is no quoting
 *
 * kmod: shared/util.c freadline_wrapped(), libkmod/libkmod-config.c and tools/depmod.c, which then cut the line with
 * strtok_r(). Lines are C strings there: a NUL ends the text of its line, here too.
 */
export interface LogicalLine {
  readonly text: string
  /** The last of its physical lines, from 1: the number in kmod's messages. */
  readonly line: number
}

export interface DirectiveLine {
  /** The directive, which kmod names in "ignoring bad line starting with". */
  readonly word: string
  /** The words after it. */
  readonly operands: readonly string[]
  readonly line: number
}

/** The lines of `text` that are not empty, split into words. */
export function parseDirectiveLines(text: string): DirectiveLine[] {
  const directives: DirectiveLine[] = []
  for (const { text: content, line } of logicalLines(text)) {
    const [word, ...operands] = splitWords(content)
    if (word !== undefined) directives.push({ word, operands, line })
  }
  return directives
}

/** Words between runs of blanks and tabs; no other byte separates. */
export const splitWords = (text: string): string[] => text.split(/[ \t]+/).filter((word) => word !== '')

/** The lines of `text` with continuations joined, without the empty ones and the comments. */
export function logicalLines(text: string): LogicalLine[] {
  const lines: LogicalLine[] = []
  let line = 0
  let at = 0
  // Positions are cached until they are passed, so a file without backslashes is searched for them only once.
  let backslash = positionOf(text, '\\', 0)
  while (at < text.length) {
    const parts: string[] = []
    let end = positionOf(text, '\n', at)
    while (backslash < end) {
      parts.push(text.slice(at, backslash))
      const escaped = text.charAt(backslash + 1)
      at = backslash + 2
      backslash = positionOf(text, '\\', at)
      if (escaped !== '\n') {
        parts.push(escaped)
        continue
      }
      line++
      end = positionOf(text, '\n', at)
    }
    parts.push(text.slice(at, end))
    at = end + 1
    line++
    const content = untilNul(parts.join(''))
    if (content !== '' && !content.startsWith('#')) lines.push({ text: content, line })
  }
  return lines
}

/** The next position of `wanted`, or the end of the text. */
function positionOf(text: string, wanted: string, from: number): number {
  const at = text.indexOf(wanted, from)
  return at < 0 ? text.length : at
}

function untilNul(text: string): string {
  const nul = text.indexOf('\0')
  return nul < 0 ? text : text.slice(0, nul)
}
