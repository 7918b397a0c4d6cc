/**
 * Patterns of the shell for paths: `*`, `?` and `[...]` match within a component, `**` across them. A path that ends
 * in a slash means all that is below it.
 */
export const hasWildcards = (text: string): boolean => /[*?[]/.test(text)

export function globToRegExp(glob: string): RegExp {
  let source = ''
  const pattern = glob.endsWith('/') ? `${glob}**` : glob
  for (let at = 0; at < pattern.length; ) {
    const piece = pieceAt(pattern, at)
    source += piece.source
    at += piece.length
  }
  return new RegExp(`^${source}$`, 's')
}

interface Piece {
  readonly source: string
  /** How much of the pattern it is. */
  readonly length: number
}

function pieceAt(pattern: string, at: number): Piece {
  const isStart = at === 0 || pattern.charAt(at - 1) === '/'
  if (isStart && pattern.startsWith('**/', at)) return { source: '(?:.*/)?', length: 3 }
  if (pattern.startsWith('**', at)) return { source: '.*', length: 2 }
  const char = pattern.charAt(at)
  if (char === '*') return { source: '[^/]*', length: 1 }
  if (char === '?') return { source: '[^/]', length: 1 }
  const bracket = char === '[' ? /^\[([!^]?)(\]?[^\]/]*)\]/.exec(pattern.slice(at)) : null
  if (bracket === null) return { source: literally(char), length: 1 }
  const [whole, not, inside = ''] = bracket
  const set = inside.replace(/[\\\]^[]/g, '\\$&')
  // A range that runs backwards is empty in the shell and an error here.
  return isRegExp(`[${set}]`)
    ? { source: `(?!/)[${not ? '^' : ''}${set}]`, length: whole.length }
    : { source: '(?!)', length: whole.length }
}

const literally = (char: string): string => char.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')

function isRegExp(source: string): boolean {
  try {
    new RegExp(source)
    return true
  } catch {
    return false
  }
}
