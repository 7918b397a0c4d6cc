/**
 * Names that all have the same hash under FNV-1a, which needs no key: blocks of four letters that lead from one state
 * to the same next one, found by the birthday of 2^16, and all combinations of them.
 */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789_'

const step = (hash: number, text: string): number => {
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}

/** Two blocks with the same outcome from `hash` on. */
function pair(hash: number): readonly [string, string] {
  const seen = new Map<number, string>()
  for (let n = 0; ; n++) {
    let block = ''
    for (let i = 0, rest = n; i < 4; i++, rest = Math.floor(rest / LETTERS.length))
      block += LETTERS[rest % LETTERS.length] ?? ''
    const next = step(hash, block)
    const other = seen.get(next)
    if (other !== undefined) return [other, block]
    seen.set(next, block)
  }
}

/** 2^`bits` names of 4 * `bits` letters. */
export function collidingNames(bits: number): string[] {
  let names = ['']
  let hash = 0x811c9dc5 | 0
  for (let i = 0; i < bits; i++) {
    const blocks = pair(hash)
    hash = step(hash, blocks[0])
    names = names.flatMap((name) => blocks.map((block) => name + block))
  }
  return names
}

export const fnv1a = (name: string): number => step(0x811c9dc5 | 0, name)

/** As many random names of the same length. */
export function randomNames(count: number, length: number): string[] {
  return Array.from({ length: count }, () =>
    Array.from({ length }, () => LETTERS[Math.floor(Math.random() * LETTERS.length)] ?? '').join(''),
  )
}
