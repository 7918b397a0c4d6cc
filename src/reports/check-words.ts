/** The parts of the tables of texts for findings. */
import type { CheckKind, FindingOf } from '../questions/check/check-findings.ts'
import { type Cell, groupDigits } from './text-kit.ts'

export interface KindWords<K extends CheckKind> {
  readonly title: string
  /** Explanation and advice, in a sentence or two. */
  readonly advice: string
  /** The subject and the problem: cells of a row; the last one may be long. */
  row(finding: FindingOf<K>): readonly [Cell, string]
}

export const nameCell = (text: string): Cell => ({ text, style: 'name' })
export const symbolCell = (text: string): Cell => ({ text, style: 'symbol' })

/** Longer lists are cut, and the rest is counted. */
const MOST_NAMES = 4

export function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES
  return more > 1
    ? `${names.slice(0, MOST_NAMES).join(', ')} and ${groupDigits(more)} more`
    : names.join(', ')
}
