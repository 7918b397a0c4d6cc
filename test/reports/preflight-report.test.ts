import { expect, it } from 'vitest'
import { writePreflight } from '../../src/reports/preflight-report.ts'
import { TextReport } from '../../src/reports/text-kit.ts'

it('writes what needs attention, and counts the rest', () => {
  const page = new TextReport()
  const kept = { word: 'loop', state: 'kept', before: ['loop'], after: ['loop'], successors: [] } as const
  writePreflight(page, {
    before: 'a',
    after: 'b',
    listAll: false,
    result: {
      names: [
        {
          word: 'old',
          state: 'gone',
          before: ['old'],
          after: [],
          namedIn: [{ file: '/etc/modules', kind: 'load' }],
          successors: [
            { modname: 'next', isBuiltin: true, aliases: 12, exports: 0 },
            { modname: 'the kernel', isBuiltin: true, aliases: 0, exports: 1 },
          ],
        },
        {
          word: 'ctr',
          state: 'module',
          before: ['ctr'],
          after: ['ctr'],
          successors: [],
          namedIn: [{ file: 'list', kind: 'needs' }],
        },
        { ...kept, namedIn: [{ file: '/etc/modules', kind: 'load' }] },
      ],
      parameters: [{ modname: 'amdgpu', parameter: 'mes', file: '/etc/f', state: 'gone' }],
      denied: [
        {
          modname: 'r8169',
          needs: 'phy_package',
          via: 'realtek',
          by: 'install',
          file: '/etc/f',
          isNamed: true,
          isNew: true,
        },
      ],
      isFine: false,
    },
  })
  expect(page.text).toBe(`Something that is named will be missing
  from  a
  to    b

  3 names in the configuration: 1 gone, 1 module, 1 kept

old gone
  named in /etc/modules (load)
  taken over by next (built in): 12 aliases, the kernel: 1 export

ctr module
  named in list (needs)
  It has to be loaded now: an initramfs may need it.

parameters 1 remark
  amdgpu.mes is no parameter any more (/etc/f)

needs something that is denied 1 module
  r8169 needs phy_package by its softdep realtek, and did not before, which an
    install line refuses to load (/etc/f)
`)
})

it('says when nothing is named', () => {
  const page = new TextReport()
  const result = { names: [], parameters: [], denied: [], isFine: true }
  writePreflight(page, { before: 'a', after: 'b', listAll: false, result })
  expect(page.text).toContain('The configuration names no module\n')
  expect(page.text).toContain('  0 names in the configuration\n')
})
