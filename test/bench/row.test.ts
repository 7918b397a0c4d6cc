import { describe, expect, it } from 'vitest'
import { inSeconds, pairs } from './row.ts'

const waiting = (ms: number) => [process.execPath, '-e', `setTimeout(() => {}, ${ms})`]

describe('pairs()', () => {
  it('compares the runs of each pair', async () => {
    const { ours, other, result, min, max } = await pairs(
      { ours: waiting(300), other: waiting(0), rounds: 2 },
      'more',
    )
    expect(ours).toBeGreaterThan(300)
    expect(other).toBeLessThan(ours)
    expect(result).toBeGreaterThanOrEqual(min ?? Number.NaN)
    expect(result).toBeLessThanOrEqual(max ?? Number.NaN)
  })

  it('prepares each run of ours, and has no result of one command', async () => {
    let prepared = 0
    const prepare = (): void => {
      prepared++
    }
    const figures = await pairs({ ours: ['true'], rounds: 3, prepare }, 'ratio')
    expect(Object.keys(figures)).toEqual(['ours'])
    expect(prepared).toBe(4)
  })

  it('takes the statuses that count, and the other as often as it has to run', async () => {
    const pairing = {
      ours: ['sh', '-c', 'exit 1'],
      other: ['sh', '-c', 'exit 1'],
      rounds: 1,
      statuses: [0, 1],
    }
    const { ours, other = 0, result } = await pairs({ ...pairing, times: 2 }, 'ratio')
    expect(result).toBeCloseTo(ours / other)
  })
})

it('inSeconds() leaves the result as it is', () => {
  expect(inSeconds({ ours: 1500, other: 3000, result: 0.5 })).toEqual({ ours: 1.5, other: 3, result: 0.5 })
})
