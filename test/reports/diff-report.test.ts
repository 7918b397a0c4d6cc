import { expect, it } from 'vitest'
import { writeDiff } from '../../src/reports/diff-report.ts'
import { TextReport } from '../../src/reports/text-kit.ts'

const NOTHING = { lost: [], gained: [], changed: [] }
const SIDE = { counts: { modules: 1200, builtins: 3, size: 2048 }, unreadable: [], knowsExports: true }

it('counts per section, and names the buses of aliases', () => {
  const page = new TextReport()
  writeDiff(page, {
    before: 'a',
    after: 'b',
    command: 'tskmod diff a b',
    details: new Set(),
    ignored: new Set(['signature']),
    result: {
      before: SIDE,
      after: { ...SIDE, unreadable: ['junk'] },
      losses: ['aliases'],
      builds: {
        common: 1200,
        same: 1200,
        differing: {
          version: 0,
          srcversion: 0,
          'build-id': 0,
          signature: 1200,
          compression: 0,
          content: 0,
        },
      },
      sections: {
        modules: NOTHING,
        builtins: NOTHING,
        overrides: NOTHING,
        dependencies: NOTHING,
        symbols: NOTHING,
        versions: NOTHING,
        access: NOTHING,
        vermagic: NOTHING,
        aliases: { lost: [{ name: 'pci:1' }, { name: 'pci:2' }, { name: 'fs-x' }], gained: [], changed: [] },
        parameters: NOTHING,
        firmware: NOTHING,
        builds: NOTHING,
      },
    },
  })
  expect(page.text).toBe(`Something was lost: aliases
  from  a: 1,200 modules (2.00 KiB), 3 built in
  to    b: 1,200 modules (2.00 KiB), 3 built in
  unreadable: junk

                    lost    gained  changed
  modules              -         -         -
  builtins             -         -         -
  overrides            -         -         -
  dependencies         -         -         -
  symbols              -         -         -
  versions             -         -         -
  access               -         -         -
  vermagic             -         -         -
  aliases              3         -         -
  parameters           -         -         -
  firmware             -         -         -
  builds               -         -         -

  1,200 of 1,200 modules on both sides are the same build but for signature
                                                                  (1,200)

  Aliases lost: pci 2, other names 1

  aliases lost: pci:1, pci:2, fs-x

Next
  tskmod diff a b --details=aliases  what was lost
`)
})

const NO_DIFFERENCES = {
  version: 0,
  srcversion: 0,
  'build-id': 0,
  signature: 0,
  compression: 0,
  content: 0,
}

it('says that symbols of what is built in are only taken to be there', () => {
  const textFor = (knowsExports: boolean): string => {
    const page = new TextReport()
    const moved = { name: 'crc_a', before: 'crc', after: 'builtin' }
    writeDiff(page, {
      before: 'a',
      after: 'b',
      command: 'tskmod diff a b',
      details: new Set(),
      ignored: new Set(),
      result: {
        before: SIDE,
        after: { ...SIDE, knowsExports },
        losses: [],
        sections: {
          modules: NOTHING,
          dependencies: NOTHING,
          versions: NOTHING,
          aliases: NOTHING,
          symbols: { lost: [], gained: [], changed: [moved] },
          parameters: NOTHING,
          firmware: NOTHING,
          builds: NOTHING,
          access: NOTHING,
          builtins: NOTHING,
          overrides: NOTHING,
          vermagic: NOTHING,
        },
        builds: { common: 0, same: 0, differing: NO_DIFFERENCES },
      },
    })
    return page.text
  }
  expect(textFor(false)).toMatch(/1 symbol of modules that are built in now counted as changed/)
  expect(textFor(true)).not.toContain('counted as changed')
})
