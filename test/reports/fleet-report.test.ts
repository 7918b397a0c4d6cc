import { expect, it } from 'vitest'
import type { FleetAnswer } from '../../src/fleet/fleet.ts'
import { crcOf, fleetCsvLines, fleetDocument, writeFleet } from '../../src/reports/fleet-report.ts'
import { TextReport } from '../../src/reports/text-kit.ts'

const ANSWER: FleetAnswer = {
  columns: ['release_key', 'release', 'crc', 'empty', 'yes', 'note'],
  rows: [
    ['k1', '6.1', 0x21, null, true, 'plain'],
    ['k2', '6.2', null, null, false, 'caf\u00e9, "x"\nnext'],
  ],
  kernelCount: 2,
  sql: '',
}

it('writeFleet() leaves out columns without a value, and the key by which releases sort', () => {
  const page = new TextReport()
  writeFleet(page, 'symbol', ANSWER)
  expect(page.text.split('\n').slice(0, 3)).toEqual([
    'symbol 2 rows, 2 kernels',
    '  release  crc         yes  note',
    '  6.1      0x00000021  yes  plain',
  ])
  const empty = new TextReport()
  writeFleet(empty, 'symbol', { ...ANSWER, rows: [] })
  expect(empty.text).toBe('symbol 0 rows, 2 kernels\n')
})

it('fleetCsvLines() quotes as RFC 4180 says', () => {
  expect(fleetCsvLines(ANSWER)).toEqual([
    'release_key,release,crc,empty,yes,note',
    'k1,6.1,0x00000021,,true,plain',
    'k2,6.2,,,false,"caf\xc3\xa9, ""x""\nnext"',
  ])
})

it('fleetDocument() has an object for each row', () => {
  expect(fleetDocument('symbol', { ...ANSWER, fetched: { requests: 1, bytes: 2 } })).toMatchObject({
    question: 'symbol',
    kernelCount: 2,
    fetched: { requests: 1, bytes: 2 },
    rows: [
      { release: '6.1', crc: '0x00000021', empty: null },
      { crc: null, note: 'caf\xc3\xa9, "x"\nnext' },
    ],
  })
})

it('crcOf() writes numbers as Module.symvers does', () => {
  expect([crcOf(0xabc), crcOf(null)]).toEqual(['0x00000abc', null])
})
