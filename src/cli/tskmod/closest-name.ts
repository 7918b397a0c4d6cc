/** What a mistyped name was meant to be. */

/**
 * The name that is fewest edits away (a character more, less, other, or two exchanged), the first of equals in order;
 * `undefined` if none is near: at most a third of the characters, so short names find only what is very near.
 * @param names byte strings
 */
export function closestName(word: string, names: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3))
  let best: { readonly name: string; readonly edits: number } | undefined
  for (const name of names) {
    if (Math.abs(name.length - word.length) > limit) continue
    const edits = editsBetween(word, name)
    if (edits > limit || (best && (edits > best.edits || (edits === best.edits && name >= best.name))))
      continue
    best = { name, edits }
  }
  return best?.name
}

/** Optimal string alignment, row by row. */
function editsBetween(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1]
      const isExchange = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (isSame ? 0 : 1),
          isExchange ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    before = row
    row = next
  }
  return row[b.length] ?? 0
}
