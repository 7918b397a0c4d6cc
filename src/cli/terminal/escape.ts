/** Makes untrusted text safe for a terminal: control sequences are shown as `\\xNN`. */

/**
 * Matches in turn: UTF-8 of characters that change the order in which others are shown (U+061C, U+200E, U+200F, U+202A
 * to U+202E, U+2066 to U+2069) or end a line (U+2028, U+2029); UTF-8 of any other character; one byte that controls a
 * terminal.
 */
const SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
  /(\xd8\x9c|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9])|\xc2[\xa0-\xbf]|[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x01-\x08\x0b-\x1f\x7f-\x9f]/g

/**
 * Escapes control characters in a byte string, both single bytes and those that a UTF-8 terminal finds in it, and
 * characters that make the terminal show other text than there is. Newline and tab stay, because texts of kmod have
 * them, and NUL, which a terminal ignores and which separates the fields of `modinfo -0`.
 */
export const escapeForTerminal = (text: string): string =>
  text.replace(SEQUENCE, (sequence, misleading: string | undefined) =>
    sequence.length > 1 && misleading === undefined ? sequence : escaped(sequence),
  )

/** The same, on one line. */
export const escapeForLine = (text: string): string => escapeForTerminal(text).replace(/[\n\t\0]/g, escaped)

/**
 * Escapes line breaks only, for output where each line is a message of its own and everything else is written as it is.
 */
export const escapeLineBreaks = (text: string): string => text.replace(/[\n\r\0]/g, escaped)

const escaped = (bytes: string): string =>
  Array.from(bytes, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')

/** The same object with all its text on one line. */
export const withEscapedText = <T extends object>(fields: T): T =>
  Object.fromEntries(
    Object.entries(fields).map(([key, value]: [string, unknown]) => [
      key,
      typeof value === 'string' ? escapeForLine(value) : value,
    ]),
  ) as T
