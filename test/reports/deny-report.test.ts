import { expect, it } from 'vitest'
import type { DenyFile } from '../../src/questions/reach/deny-file.ts'
import { denyWarnings, writeDenied } from '../../src/reports/deny-report.ts'
import { TextReport } from '../../src/reports/text-kit.ts'
import { wideLines } from '../support/run-tskmod.ts'

const made: DenyFile = {
  name: '00-tskmod-deny.conf',
  text: '',
  denied: ['a', 'b'],
  stopped: ['c'],
  tried: 1234,
  undeniable: [
    { modname: 'ext4', why: 'builtin', initcalls: ['ext4_init_fs'] },
    { modname: 'x', why: 'needed', by: 'y' },
  ],
  alsoStopped: Array.from({ length: 25 }, (_, i) => ({ modname: `m${i}`, needs: 'a' })),
  notAllowed: ['z'],
  unknown: [{ word: 'extt4', suggestions: ['ext4'] }],
}

it('says what the file does, and what it cannot', () => {
  const page = new TextReport()
  writeDenied(page, made, 'out.conf')
  expect(wideLines(page.text)).toEqual([])
  expect(page.text).toMatch(/^Wrote out\.conf 2 modules denied, 1 stopped already; tried 1,234 names\n/)
  expect(page.text).toContain('built in; boot with initcall_blacklist=ext4_init_fs')
  expect(page.text).toContain('and 5 more; --json lists them')
  expect(page.text).toContain('did you mean ext4?')
})

it('says the same in lines', () => {
  expect(denyWarnings(made)).toHaveLength(2 + 25 + 1 + 1)
})
