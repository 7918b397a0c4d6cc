import { describe, expect, it, vi } from 'vitest'
import { openProgress, progressLine, showProgress } from '../../../src/cli/terminal/progress.ts'

/** What is written when updates come at these times. */
function written(updates: readonly (readonly [time: number, done: number])[], columns = 80): string[] {
  const texts: string[] = []
  let time = 0
  const progress = showProgress({ now: () => time, write: (text) => texts.push(text), columns })
  for (const [at, done] of updates) {
    time = at
    progress.update(done, 100)
  }
  progress.end()
  return texts
}

describe('showProgress()', () => {
  it('shows nothing of what ends within a second', () => {
    expect(
      written([
        [100, 10],
        [900, 90],
        [999, 100],
      ]),
    ).toEqual([])
  })

  it('draws after a second, not too often, and takes the bar away', () => {
    const texts = written([
      [900, 10],
      [1000, 20],
      [1050, 30],
      [1100, 40],
      [1200, 100],
      [1300, 100],
    ])
    expect(texts).toEqual([
      '\r\x1b[K[####....................] 20/100 modules, 20/s, 4 s left',
      '\r\x1b[K[#########...............] 40/100 modules, 36/s, 2 s left',
      '\r\x1b[K',
    ])
  })

  it('begins anew with the next pass over modules, which may be as many', () => {
    const texts = written([
      [1500, 50],
      [2000, 100],
      [2100, 1],
      [3100, 41],
    ])
    expect(texts.at(-2)).toBe('\r\x1b[K[#########...............] 41/100 modules, 41/s, 2 s left')
  })

  it('takes the bar away when the work ends before its end', () => {
    expect(written([[2000, 50]]).at(-1)).toBe('\r\x1b[K')
  })

  it('stays on one line of a narrow terminal', () => {
    expect(written([[2000, 50]], 30)[0]).toHaveLength('\r\x1b[K'.length + 29)
  })
})

describe('progressLine()', () => {
  it.each([
    [0, 100, 2000, '[........................] 0/100 modules, 0/s'],
    [50, 100, 2000, '[############............] 50/100 modules, 25/s, 2 s left'],
    [1, 1000, 1000, '[........................] 1/1000 modules, 1/s, 16 min 39 s left'],
  ])('%i of %i after %i ms', (done, total, elapsed, line) => {
    expect(progressLine(done, total, elapsed)).toBe(line)
  })
})

it('openProgress() shows nothing on a dumb terminal', () => {
  vi.stubEnv('TERM', 'dumb')
  expect(openProgress()).toBeUndefined()
  vi.unstubAllEnvs()
})
