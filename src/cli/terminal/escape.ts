/** Text of strangers, made fit for a terminal: what it would take for a command is shown as `\\xNN`. */

/** UTF-8 that stands for a character to be seen, or else one byte that controls a terminal. */
const SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
  /\xc2[\xa0-\xbf]|[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x01-\x08\x0b-\x1f\x7f-\x9f]/g

/**
 * A byte string without control characters, those of one byte and those that a terminal for UTF-8 finds in it. Newline
 * and tab stay, because texts of kmod have them, and NUL, which says nothing to a terminal and parts the fields of
 * `modinfo -0`.
 */
export const escapeForTerminal = (text: string): string =>
  text.replace(SEQUENCE, (sequence) => (sequence.length > 1 ? sequence : escaped(sequence)))

/** On one line, too. */
export const escapeForLine = (text: string): string => escapeForTerminal(text).replace(/[\n\t\0]/g, escaped)

const escaped = (character: string): string => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`

/** The same object with all its text on one line. */
export const withEscapedText = <T extends object>(fields: T): T =>
  Object.fromEntries(
    Object.entries(fields).map(([key, value]: [string, unknown]) => [
      key,
      typeof value === 'string' ? escapeForLine(value) : value,
    ]),
  ) as T
