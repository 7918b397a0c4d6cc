/**
 * kmod's rules for spelling names.
 *
 * Byte strings: text that comes from modules, indexes, configuration and the file system is bytes of no declared
 * encoding. Inside tskmod it is a string with one character (0-255) per byte, "latin1 decoded": lossless, cheap, and
 * `<` compares it as strcmp() does. Text from users (arguments) is converted by `toByteString`, and back to UTF-8 only
 * where it is displayed.
 */
import { KmodError } from './errors.ts'

/** The UTF-8 bytes of a JavaScript string, as a byte string. */
export const toByteString = (text: string): string =>
  isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1')

/** A byte string as JavaScript text; bytes that are not UTF-8 become U+FFFD. */
export const fromByteString = (bytes: string): string =>
  isAscii(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8')

/** Whether `text` is ASCII, by the length of its UTF-8: faster than a loop. */
export const isAscii = (text: string): boolean => Buffer.byteLength(text, 'utf8') === text.length

/** strcmp() order of two byte strings. */
export const compareBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

export const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** The directory that a path is in, without a slash at its end: `/` for what is in it, and `.` for a name alone. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '.' : path.slice(0, slash) || '/'
}

/**
 * The module name of a path: the text after the last `/` up to the first `.`, with `-` as `_`.
 * kmod: path_to_modname(); `a-b.ko.xz` and `a_b.ko` are the same module.
 */
export function normalizeModname(path: string): string {
  const name = basename(path)
  const dot = name.indexOf('.')
  return (dot < 0 ? name : name.slice(0, dot)).replaceAll('-', '_')
}

/**
 * An alias as the indexes store it: `-` becomes `_` except inside `[...]`, where it makes a range. A bracket ends at
 * the first `]`. kmod: alias_normalize().
 * @throws KmodError KMOD_USAGE for an unmatched bracket
 */
export function normalizeAlias(alias: string): string {
  const normalized = tryNormalizeAlias(alias)
  if (normalized === undefined)
    throw new KmodError('KMOD_USAGE', `Cannot normalize alias "${fromByteString(alias)}": unmatched bracket`)
  return normalized
}

/** Like normalizeAlias(), but returns `undefined` for an alias with unmatched brackets. */
export function tryNormalizeAlias(alias: string): string | undefined {
  let out = ''
  let from = 0
  for (;;) {
    const open = alias.indexOf('[', from)
    const plain = open < 0 ? alias.slice(from) : alias.slice(from, open)
    if (plain.includes(']')) return undefined
    out += plain.replaceAll('-', '_')
    if (open < 0) return out
    const close = alias.indexOf(']', open)
    if (close < 0) return undefined
    out += alias.slice(open, close + 1)
    from = close + 1
  }
}

const DRIVE = /^[A-Za-z]:[\\/]/

/**
 * kmod: prepends the working directory to a relative path, and cleans nothing. If the working directory is a Windows
 * path, a path that begins with a drive letter is absolute, too.
 */
export const absoluteFrom = (workingDirectory: string, path: string): string =>
  path.startsWith('/') || (DRIVE.test(workingDirectory) && DRIVE.test(path))
    ? path
    : `${workingDirectory}/${path}`
