/** Checks of columns that were read from a file: that no number in them leads outside of another column. */
import type { NameColumns } from './name-table.ts'

/** Whether `starts` divides `rows` rows into `groups` groups. */
export const startsFit = (starts: Int32Array, groups: number, rows: number): boolean =>
  starts.length === groups + 1 && starts[0] === 0 && starts.at(-1) === rows && isAscending(starts)

/** Whether `ends` divides `size` bytes into `count` texts. */
export const endsFit = (ends: Int32Array, count: number, size: number): boolean =>
  ends.length === count && (ends[0] ?? 0) >= 0 && isAscending(ends) && (ends.at(-1) ?? 0) === size

/** Whether the names are in their bytes, from the first to the last. */
export const namesFit = ({ bytes, starts }: NameColumns): boolean =>
  starts.length > 0 && startsFit(starts, starts.length - 1, bytes.length)

/** Whether each number is at least `least` and below `limit`. */
export function areBelow(numbers: Int32Array, limit: number, least = 0): boolean {
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i] ?? -1
    if (number < least || number >= limit) return false
  }
  return true
}

function isAscending(numbers: Int32Array): boolean {
  let last = numbers[0] ?? 0
  for (let i = 1; i < numbers.length; i++) {
    const number = numbers[i] ?? 0
    if (number < last) return false
    last = number
  }
  return true
}
