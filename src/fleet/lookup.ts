/** What a question looks up in the sorted first column of a table, to read only the row groups that can have it. */

export type Lookup =
  | { readonly kind: 'all' }
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  /** `from` <= text < `to`, in the order of bytes. */
  | { readonly kind: 'range'; readonly from: string; readonly to: string }

/** Whether a text between `min` and `max`, inclusive, can be looked up. Byte strings. */
export function mayHave(lookup: Lookup, min: string, max: string): boolean {
  if (lookup.kind === 'all') return true
  if (lookup.kind === 'range') return lookup.from <= max && min < lookup.to
  return lookup.texts.some((text) => min <= text && text <= max)
}

/**
 * A text after all that begin with `prefix`, in the order of bytes: the last character replaced by the next one, so
 * that it can be printed. Names and aliases are ASCII.
 */
export function endOfPrefix(prefix: string): string {
  const last = prefix.charCodeAt(prefix.length - 1)
  return last >= FIRST_PRINTABLE && last < LAST_PRINTABLE
    ? prefix.slice(0, -1) + String.fromCharCode(last + 1)
    : `${prefix}\x7f`
}

const FIRST_PRINTABLE = 0x20
const LAST_PRINTABLE = 0x7e
