import * as fs from 'node:fs'
import { expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { closure } from '../../../src/questions/closure/closure.ts'
import { moduleTree, SMALL_DIR } from '../../support/module-tree.ts'

it('finds firmware of builtin drivers', async () => {
  const root = await moduleTree(
    { a: { modinfo: ['firmware=shared.bin'] } },
    {
      [`${SMALL_DIR}/modules.builtin`]: 'kernel/drivers/gpu/i915.ko\n',
      [`${SMALL_DIR}/modules.builtin.modinfo`]: 'i915.firmware=i915/kbl.bin\0i915.firmware=shared.bin\0',
      'lib/firmware/i915/kbl.bin': 'x',
      'lib/firmware/shared.bin': 'y',
    },
  )
  const { firmware } = await closure(openKernel({ root }), { names: ['a', 'i915'] })
  expect(firmware.map(({ name, for: users, files }) => [name, users, files.length])).toEqual([
    ['i915/kbl.bin', ['i915'], 1],
    ['shared.bin', ['a', 'i915'], 1],
  ])
  expect((await closure(openKernel({ root }), { names: ['i915'], firmware: false })).firmware).toEqual([])
})

it.each(['needed', 'asked for', 'softdep'])('calls a cut module missing: %s', async (how) => {
  const root = await moduleTree({
    low: { exports: ['low'] },
    top: { needs: how === 'needed' ? ['low'] : [], modinfo: how === 'softdep' ? ['softdep=pre: low'] : [] },
  })
  const path = `${root}/${SMALL_DIR}/low.ko`
  const { atime, mtime, size } = fs.statSync(path)
  fs.truncateSync(path, size - 100)
  fs.utimesSync(path, atime, mtime)
  const names = how === 'asked for' ? ['low'] : ['top']
  const { missing, unreadable } = await closure(openKernel({ root }), { names, firmware: false })
  expect(unreadable).toEqual(['low'])
  expect(missing).toEqual([
    {
      kind: 'unreadable',
      name: 'low',
      ...(how !== 'asked for' && { for: 'top' }),
      isAllowed: how === 'softdep',
    },
  ])
})
