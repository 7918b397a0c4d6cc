/** A row of the benchmark: two commands that do the same work, or one that does more than the other, run in turn. */
import type { Command } from '../support/our-command.ts'
import { peakMemory, summary, type Timing, time } from './measure.ts'

export interface Row {
  readonly name: string
  readonly unit: 's' | 'ms' | 'MiB'
  /** What the second column of figures is about. */
  readonly against: string
  /** What the result is: a ratio of the two, or by how much ours is more. */
  readonly result: 'ratio' | 'more'
  /** What the result should be at most, with Node.js 20 and with the newest. */
  readonly target?: readonly [node20: number, newest: number]
  /** Names of the corpus that must be there (conformance/corpus.sh). */
  readonly needs: readonly string[]
  measure(rounds: number): Promise<Figures>
}

/** In the unit of the row. */
export interface Figures {
  readonly ours: number
  readonly other?: number
  /** The median of the pairs, which is not that of the medians. */
  readonly result?: number
  readonly min?: number
  readonly max?: number
}

export interface Pairing {
  readonly ours: Command
  readonly other?: Command
  readonly rounds: number
  /** Done before each run of ours. */
  readonly prepare?: () => void
  /** Default: wall time. */
  readonly figure?: keyof Timing
  /** Exit statuses of a run that counts; default: 0. */
  readonly statuses?: readonly number[]
  /** How often `other` does the work of ours; default: once. */
  readonly times?: number
}

const RATIO = (a: number, b: number): number => a / b
const MORE = (a: number, b: number): number => a - b

/** Runs both in turn, once without counting: disturbances of the machine affect them alike. In milliseconds. */
export async function pairs(
  { ours, other, rounds, prepare, figure = 'wall', statuses, times = 1 }: Pairing,
  result: Row['result'],
): Promise<Figures> {
  const own: number[] = []
  const others: number[] = []
  for (let round = 0; round <= rounds; round++) {
    prepare?.()
    const a = (await time(ours, statuses))[figure]
    const b = other && (await time(other, statuses))[figure] * times
    if (round === 0) continue
    own.push(a)
    if (b !== undefined) others.push(b)
  }
  if (other === undefined) return { ours: summary(own).median }
  const compare = result === 'ratio' ? RATIO : MORE
  const { median, min, max } = summary(own.map((value, i) => compare(value, others[i] ?? Number.NaN)))
  return { ours: summary(own).median, other: summary(others).median, result: median, min, max }
}

export const inSeconds = ({ ours, other, ...rest }: Figures): Figures => ({
  ours: ours / 1000,
  ...(other !== undefined && { other: other / 1000 }),
  ...rest,
})

const PEAKS = 3

/** The highest of some peaks, as the sampling may miss one. In MiB. */
export async function peaks(ours: Command, other: Command): Promise<Figures> {
  const highest = async (command: Command): Promise<number> => {
    let most = 0
    for (let run = 0; run < PEAKS; run++) most = Math.max(most, (await peakMemory(command)) ?? Number.NaN)
    return most
  }
  const [a, b] = [await highest(ours), await highest(other)]
  return { ours: a, other: b, result: a - b }
}
