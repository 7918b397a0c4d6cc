/**
 * Does what a spread in a call would do, for lists of any length: a call with more than some 120,000 arguments throws a
 * RangeError. .biome/no-spread-arguments.grit keeps such calls out of src.
 */

export function appendAll<T>(target: T[], items: Iterable<T>): void {
  for (const item of items) target.push(item)
}

/** The largest of `numbers`, or `least` when none is larger. */
export function largest(numbers: Iterable<number>, least = 0): number {
  let found = least
  for (const number of numbers) if (number > found) found = number
  return found
}
