import { expect, it } from 'vitest'
import { type Measured, type MeasuredRow, markdownTable } from './table.ts'

const PLAIN: MeasuredRow = {
  name: 'plain',
  unit: 's',
  against: 'kmod',
  result: 'ratio',
  target: [0.55, 0.42],
  figures: { ours: 0.2251, other: 0.38, result: 0.5926, min: 0.55, max: 0.61 },
}
const ONE: MeasuredRow = {
  name: 'one name',
  unit: 'ms',
  against: 'node -e 0',
  result: 'more',
  target: [6, 6],
  figures: { ours: 55.24, other: 49.5, result: 5.74, min: 5.2, max: 6 },
}
const THREADS: MeasuredRow = {
  name: 'gz',
  unit: 's',
  against: '-',
  result: 'ratio',
  figures: { ours: 0.5 },
}

it('markdownTable() has a row for each name and columns for each Node.js', () => {
  const measured: Measured[] = [
    { node: '20.20.2', rows: [PLAIN, ONE] },
    { node: '26.10.0', rows: [PLAIN, THREADS] },
  ]
  expect(markdownTable(measured).split('\n')).toEqual([
    '| what | against | target | Node.js 20.20.2 | other | result (range) | Node.js 26.10.0 | other | result (range) |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    '| plain, s | kmod | 0.55 / 0.42 | 0.23 | 0.38 | 0.59 (0.55 to 0.61) | 0.23 | 0.38 | 0.59 (0.55 to 0.61) |',
    '| one name, ms | node -e 0 | +6 | 55.2 | 49.5 | +5.7 (+5.2 to +6) |  |  |  |',
    '| gz, s | - |  |  |  |  | 0.50 | - | - |',
  ])
})
