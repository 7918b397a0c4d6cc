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

/** The first text that does not begin with `prefix`, in the order of bytes. */
export const endOfPrefix = (prefix: string): string => `${prefix}\x7f`
