import { expect, it } from 'vitest'
import { writeDiff } from '../../src/reports/diff-report.ts'
import { TextReport } from '../../src/reports/text-kit.ts'

const NOTHING = { lost: [], gained: [], changed: [] }
const SIDE = { counts: { modules: 1200, builtins: 3, size: 2048 }, unreadable: [] }

it('counts per section, and names the buses of aliases', () => {
  const page = new TextReport()
  writeDiff(page, {
    ...{ before: 'a', after: 'b', command: 'tskmod diff a b', details: new Set() },
    result: {
      ...{ before: SIDE, after: { ...SIDE, unreadable: ['junk'] }, losses: ['aliases'] },
      sections: {
        ...{ modules: NOTHING, dependencies: NOTHING, symbols: NOTHING, versions: NOTHING },
        aliases: { lost: [{ name: 'pci:1' }, { name: 'pci:2' }, { name: 'fs-x' }], gained: [], changed: [] },
        ...{ parameters: NOTHING, firmware: NOTHING, builds: NOTHING },
      },
    },
  })
  expect(page.text).toBe(`Something was lost: aliases
  from  a: 1,200 modules (2.00 KiB), 3 built in
  to    b: 1,200 modules (2.00 KiB), 3 built in
  unreadable: junk

                    lost    gained  changed
  modules              -         -         -
  dependencies         -         -         -
  symbols              -         -         -
  versions             -         -         -
  aliases              3         -         -
  parameters           -         -         -
  firmware             -         -         -
  builds               -         -         -

  Aliases lost: pci 2, other names 1

Next
  tskmod diff a b --details=aliases  what was lost
`)
})
