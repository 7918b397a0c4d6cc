import { expect, it } from 'vitest'
import { refusal } from '../../src/loadability/refusal.ts'
import { hexCrc, reasonsOf, writeAbi } from '../../src/reports/abi-report.ts'
import { TextReport } from '../../src/reports/text-kit.ts'

const unknown = ['a', 'b', 'c', 'd', 'e', 'f'].map((symbol) =>
  refusal('unknown-symbol', 'always', '', { symbol }),
)

it('names the first symbols of each kind', () => {
  const warning = refusal('version-missing', 'never', '', { symbol: 'x', hasVersions: true })
  expect(reasonsOf({ loads: false, refusals: [...unknown, warning] })).toEqual([
    'unknown symbols (6): a, b, c, d, e and 1 more',
    'no version (a warning): x',
  ])
  expect(hexCrc(0xab)).toBe('0x000000ab')
})

it('leaves out modules that nothing is the matter with, unless all are asked for', () => {
  const page = (listAll: boolean): string => {
    const report = new TextReport()
    const modules = [
      { modname: 'fine', path: '/fine.ko', verdicts: [{ loads: true, refusals: [] }], unstable: [] },
      { modname: 'bad', path: '/bad.ko', verdicts: [{ loads: false, refusals: unknown }], unstable: [] },
    ]
    const result = { modules, unreadable: [] }
    writeAbi(report, { result, targets: ['kernel'], listAll, hasStablelist: false })
    return report.text
  }
  expect(page(false)).not.toContain('fine loads')
  expect(page(false)).toContain('bad is refused')
  expect(page(true)).toContain('fine loads')
})
