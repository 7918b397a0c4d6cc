/** What somebody may have meant by a word that stands for nothing: names that are a few letters away. */
import { compareBytes, tryNormalizeAlias } from '../../base/names.ts'

/** @returns the closest candidates first, at most `most` of them; none that is far from the word */
export function suggest(word: string, candidates: Iterable<string>, most = 3): string[] {
  const wanted = folded(word)
  const limit = Math.max(1, Math.floor(wanted.length / 4))
  const found: { readonly name: string; readonly distance: number }[] = []
  for (const name of new Set(candidates)) {
    const distance = editDistance(wanted, folded(name), limit)
    if (distance <= limit && distance < wanted.length) found.push({ name, distance })
  }
  return found
    .sort((a, b) => a.distance - b.distance || compareBytes(a.name, b.name))
    .slice(0, most)
    .map(({ name }) => name)
}

const folded = (text: string): string => (tryNormalizeAlias(text) ?? text).toLowerCase()

/** How many letters have to be put in, taken out, replaced or swapped with their neighbour; `limit + 1` if more. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1]
      let best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (isSame ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1)
      next.push(best)
    }
    if (next.every((distance) => distance > limit)) return limit + 1
    before = row
    row = next
  }
  return row[b.length] ?? limit + 1
}
