/** What the table `aliases` has of an alias, as plain code. */

const WILDCARD = /[*?[\\]/

/** The text before the first wildcard. */
export function literalPrefix(pattern: string): string {
  const at = pattern.search(WILDCARD)
  return at < 0 ? pattern : pattern.slice(0, at)
}

/**
 * A pattern for LIKE without an escape character, which engines spell differently: `_` for each bracket and for each
 * character that LIKE would take for a wildcard. It matches at least what the alias matches. Undefined if it is the alias
 * with `%` for `*` and `_` for `?`, which SQL can make itself.
 */
export function likePattern(pattern: string): string | undefined {
  if (!/[[\\%]/.test(pattern)) return undefined
  return pattern
    .replace(/\[[!^]?\]?[^\]]*\]|\\.|[%\\]/gs, '_')
    .replaceAll('?', '_')
    .replaceAll('*', '%')
}
