import { expect, it } from 'vitest'
import { valuesOf } from '../../src/kernel/load-modinfo.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { buildModule } from '../support/elf-builder.ts'
import { notingHost } from '../support/noting-host.ts'
import { kernelTree, MODULE_DIR } from './kernel-tree.ts'

it('reads what modules say about themselves, by path', async () => {
  const root = kernelTree({ [`${MODULE_DIR}/kernel/junk.ko`]: 'no module at all' })
  const kernel = openKernel({ root })
  const modinfo = await kernel.modinfo(kernel.modules())
  const of = (modname: string) => modinfo.get(kernel.module(modname)?.path ?? '')
  expect(valuesOf(of('e1000')?.fields ?? [], 'firmware')).toEqual(['intel/e1000.bin'])
  expect(valuesOf(of('dm_crypt')?.fields ?? [], 'parm')).toEqual(['debug:Say more (int)'])
  expect(of('junk')).toMatchObject({ fields: [], failure: { code: 'KMOD_NOT_ELF' } })
})

it('treats a module without .modinfo as readable', async () => {
  const kernel = openKernel({ root: kernelTree({ [`${MODULE_DIR}/mute.ko`]: buildModule({}) }) })
  const mute = kernel.modules().filter(({ modname }) => modname === 'mute')
  expect([...(await kernel.modinfo(mute)).values()]).toEqual([{ fields: [] }])
})

it('opens no module twice for its symbols and for what it says', async () => {
  const root = kernelTree({ [`${MODULE_DIR}/kernel/junk.ko`]: 'no module at all' })
  const { host, opened } = notingHost()
  const apart = openKernel({ root })
  const expected = await apart.modinfo(apart.modules())
  const kernel = openKernel({ root, host })
  await kernel.facts()
  expect(await kernel.modinfo(kernel.modules())).toEqual(expected)
  expect(opened.filter((path) => path.endsWith('.ko')).toSorted()).toEqual(
    kernel
      .modules()
      .map(({ path }) => path)
      .toSorted(),
  )
})
