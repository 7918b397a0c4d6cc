import { expect, it } from 'vitest'
import { writeFactsReport } from '../../src/reports/facts-report.ts'
import { TextReport } from '../../src/reports/text-kit.ts'

it('says what was written, in a line', () => {
  const page = new TextReport()
  const written = { size: 2_000_000, modules: 4000, names: 9000, unreadable: [], hasDigests: false }
  writeFactsReport(page, '/tmp/k.facts', written)
  expect(page.text).toBe('/tmp/k.facts 1.91 MiB, 4,000 modules\n')
})
