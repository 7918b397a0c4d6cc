import { expect, it } from 'vitest'
import { LACK_KINDS, type Lack } from '../../src/questions/compare/against.ts'
import { writeAgainst } from '../../src/reports/against-report.ts'
import { TextReport } from '../../src/reports/text-kit.ts'
import { wideLines } from '../support/run-tskmod.ts'

const page = (lacks: readonly Lack[], listAll = false): string => {
  const report = new TextReport()
  writeAgainst(report, { lacks, unknown: ['own'] }, '/full', listAll)
  expect(wideLines(report.text)).toEqual([])
  return report.text
}

it('says what is lacking, by kind', () => {
  const text = page(
    LACK_KINDS.map((kind) => ({
      kind,
      name: `some_${kind}`,
      for: ['a', 'b', 'c', 'd'],
      by: ['s1', 's2', 's3', 's4'],
    })),
  )
  expect(text).toMatch(/^Against \/full 5 things are lacking\n/)
  expect(text).toContain('  some_dependency  for a, b, c and 1 more: s1, s2, s3 ...\n')
  expect(text).toMatch(/Not in the full kernel: own\n$/)
})

it('cuts long lists', () => {
  const lacks = Array.from({ length: 30 }, (_, i) => ({
    kind: 'firmware' as const,
    name: `f${i}`,
    for: ['a'],
    by: [],
  }))
  expect(page(lacks)).toContain('and 10 more; --details lists them')
  expect(page(lacks, true)).toContain('  f29  for a\n')
  expect(page([])).toMatch(/^Against \/full nothing is lacking\n/)
})
