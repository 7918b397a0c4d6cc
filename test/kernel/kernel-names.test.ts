import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { KernelOptions } from '../../src/kernel/kernel-location.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { depmod } from '../../src/tools/depmod.ts'
import { notingHost } from '../support/noting-host.ts'
import { kernelTree, MODULE_DIR, RELEASE } from './kernel-tree.ts'

async function indexedTree(): Promise<string> {
  const root = kernelTree()
  await depmod({ root, release: RELEASE })
  return root
}

const open = (options: KernelOptions) => openKernel(options).names()

describe.each(['indexes', 'modules'] as const)('names by %s', (from) => {
  const names = async () => open({ root: await indexedTree(), from })

  it('says by what', async () => {
    expect((await names()).source).toBe(from)
  })

  it('finds names, aliases and builtin modules', async () => {
    const { lookup, isBuiltin } = await names()
    const found = (name: string) => lookup(name).map(({ modname, source }) => `${modname} ${source}`)
    expect(found('dm-crypt')).toEqual(['dm_crypt modules.dep'])
    expect(found('pci:v00008086d0000100Esv1')).toEqual(['e1000 modules.alias'])
    expect(found('fs-ext4')).toEqual(['ext4 modules.builtin.alias'])
    expect([found('nobody'), found('a[')]).toEqual([[], []])
    expect([isBuiltin('ext4'), isBuiltin('e1000')]).toEqual([true, false])
  })

  it('lists what a module needs, the most basic one first', async () => {
    const { dependencies } = await names()
    const line = dependencies('dm_crypt')
    expect(line?.copy.relpath).toBe('kernel/drivers/md/dm-crypt.ko')
    expect(line?.needs.map(({ modname }) => modname).sort()).toEqual(['crypto', 'dm_mod'])
    expect(dependencies('ext4')).toBeUndefined()
    expect(dependencies('dm_crypt')).toBe(line)
  })

  it('lists softdeps', async () => {
    const { softdeps, weakdeps } = await names()
    expect([softdeps('dm_crypt').pre, softdeps('e1000').pre, weakdeps('dm_crypt')]).toEqual([['aes'], [], []])
  })
})

it('goes by the modules when the indexes are stale, and says why', async () => {
  const root = await indexedTree()
  writeFileSync(`${root}/${MODULE_DIR}/modules.softdep`, 'softdep e1000 pre: stale\n')
  writeFileSync(`${root}/${MODULE_DIR}/kernel/new.ko`, '')
  const names = await open({ root })
  expect(names).toMatchObject({ source: 'modules', staleness: { path: 'kernel/new.ko' } })
  expect(names.softdeps('e1000').pre).toEqual([])
  expect(names.softdeps('dm_crypt').pre).toEqual(['aes'])
})

it('goes by fresh indexes without opening a module', async () => {
  const { host, opened } = notingHost()
  const names = await open({ root: await indexedTree(), host })
  names.dependencies('dm_crypt')
  expect(names.source).toBe('indexes')
  expect(opened.filter((path) => path.endsWith('.ko'))).toEqual([])
})

it('applies modprobe.d only if it is named', async () => {
  const root = await indexedTree()
  writeFileSync(`${root}/a.conf`, 'alias net-pf-99 e1000\nsoftdep e1000 pre: crypto\nweakdep e1000 dm_mod\n')
  const plain = await open({ root })
  expect(plain.lookup('net-pf-99')).toEqual([])
  const named = await open({ root, modprobeConfig: [`${root}/a.conf`] })
  expect(named.lookup('net-pf-99').map(({ modname }) => modname)).toEqual(['e1000'])
  expect([named.softdeps('e1000').pre, named.weakdeps('e1000')]).toEqual([['crypto'], ['dm_mod']])
})

it('knows of a file that modules.dep names and that is not there', async () => {
  const root = await indexedTree()
  const { rmSync } = await import('node:fs')
  rmSync(`${root}/${MODULE_DIR}/kernel/crypto/crypto.ko`)
  const { dependencies } = await open({ root, from: 'indexes' })
  expect(dependencies('crypto')?.copy).toMatchObject({ relpath: 'kernel/crypto/crypto.ko', size: undefined })
})
