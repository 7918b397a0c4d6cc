import { describe, expect, it } from 'vitest'
import { type ModuleInfoFields, valuesOf } from '../../../src/kernel/load-modinfo.ts'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import {
  checkCopies,
  checkFirmware,
  checkReadable,
  checkReleases,
  checkTree,
  type ModinfoValuesOf,
} from '../../../src/questions/check/check-files.ts'
import { kernelTree, MODULE_DIR } from '../../kernel/kernel-tree.ts'
import { buildModule } from '../../support/elf-builder.ts'

const open = (more = {}) => openKernel({ root: kernelTree(more) })

describe('checkCopies()', () => {
  it('takes a copy in updates/ for somebody’s will, and two of the same rank for chance', () => {
    const kernel = open({
      [`${MODULE_DIR}/updates/e1000.ko`]: buildModule({}),
      [`${MODULE_DIR}/kernel/drivers/crypto.ko`]: buildModule({}),
    })
    expect(checkCopies(kernel.copies(), kernel.place.moduleDir)).toMatchObject([
      { severity: 'warning', modname: 'crypto', winner: 'kernel/crypto/crypto.ko' },
      { severity: 'note', modname: 'e1000', losers: [{ path: 'kernel/drivers/net/e1000.ko' }] },
    ])
  })
})

describe('checkReadable()', () => {
  it('finds a file that is no module', async () => {
    const kernel = open({ [`${MODULE_DIR}/extra/junk.ko`]: 'junk' })
    expect(checkReadable(await kernel.facts())).toMatchObject([
      {
        kind: 'unreadable-module',
        severity: 'error',
        modname: 'junk',
        path: 'extra/junk.ko',
        cause: 'KMOD_ELF_MALFORMED',
      },
    ])
  })
})

describe('checkTree()', () => {
  it('finds links that lead nowhere, and tells what else was met as it is', () => {
    const kernel = open({ [`${MODULE_DIR}/extra/gone.ko`]: { link: '/nowhere/gone.ko' } })
    kernel.copies()
    expect(checkTree(kernel.diagnostics, kernel.place)).toEqual([
      { kind: 'dangling-link', severity: 'error', path: 'extra/gone.ko', target: '/nowhere/gone.ko' },
    ])
    const told = { code: 'directory-loop', severity: 'error', path: 'a', target: 'b' } as const
    expect(checkTree([told], kernel.place)).toEqual([
      { kind: 'tree-problem', severity: 'error', diagnostic: told },
    ])
  })

  it('leaves to others what they tell', () => {
    const kernel = open({ [`${MODULE_DIR}/modules.order`]: undefined })
    kernel.copies()
    expect(kernel.diagnostics).toHaveLength(1)
    expect(checkTree(kernel.diagnostics, kernel.place)).toEqual([])
  })
})

const valuesIn =
  (modinfo: ReadonlyMap<string, ModuleInfoFields>): ModinfoValuesOf =>
  (path, key) =>
    valuesOf(modinfo.get(path)?.fields ?? [], key)

describe('checkReleases()', () => {
  it('finds modules whose vermagic names another release', async () => {
    const kernel = open({
      [`${MODULE_DIR}/extra/old.ko`]: buildModule({ modinfo: ['vermagic=5.10.0 SMP mod_unload'] }),
      [`${MODULE_DIR}/extra/right.ko`]: buildModule({ modinfo: ['vermagic=6.12.0-test SMP'] }),
    })
    const modinfo = await kernel.modinfo(kernel.modules())
    const found = (hasVersions: boolean, canCompare: boolean) =>
      checkReleases(kernel.modules(), valuesIn(modinfo), {
        release: kernel.place.release,
        hasVersions: () => hasVersions,
        canCompare,
      })
    const fields = { kind: 'foreign-module', release: '5.10.0', modules: ['old'] }
    expect(found(false, true)).toEqual([{ ...fields, severity: 'error', hasVersions: false }])
    expect(found(true, true)).toEqual([{ ...fields, severity: 'note', hasVersions: true }])
    expect(found(true, false)).toEqual([{ ...fields, severity: 'warning', hasVersions: true }])
  })
})

describe('checkFirmware()', () => {
  it('finds firmware that is not there in any form', async () => {
    const kernel = open({
      [`${MODULE_DIR}/extra/wifi.ko`]: buildModule({
        modinfo: ['firmware=wifi-1.bin', 'firmware=intel/e1000.bin'],
      }),
      'lib/firmware/wifi-1.bin.xz': 'firmware',
    })
    const modinfo = await kernel.modinfo(kernel.modules())
    expect(checkFirmware(kernel.modules(), valuesIn(modinfo), kernel.firmware())).toEqual([
      { kind: 'missing-firmware', severity: 'warning', name: 'intel/e1000.bin', modules: ['e1000', 'wifi'] },
    ])
  })
})
