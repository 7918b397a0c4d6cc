import { utimesSync } from 'node:fs'
import { expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { compareIndexes } from '../../../src/questions/check/compare-indexes.ts'
import { depmod } from '../../../src/tools/depmod.ts'
import { kernelTree, MODULE_DIR, RELEASE } from '../../kernel/kernel-tree.ts'
import { buildModule } from '../../support/elf-builder.ts'
import { tempTree } from '../../support/temp-tree.ts'

async function comparedAt(root: string): Promise<ReturnType<typeof compareIndexes>> {
  const kernel = openKernel({ root })
  return compareIndexes(kernel, await kernel.facts())
}

it('finds nothing right after depmod', async () => {
  const root = kernelTree()
  await depmod({ root, release: RELEASE })
  expect(await comparedAt(root)).toEqual({ findings: [], wereCompared: true })
})

it('finds indexes that were made of other modules', async () => {
  const other = kernelTree({ [`${MODULE_DIR}/kernel/new.ko`]: buildModule({ modinfo: ['alias=pci:new'] }) })
  await depmod({ root: kernelTree(), release: RELEASE, outdir: other })
  const { findings } = await comparedAt(other)
  const differing = findings.flatMap((one) => (one.kind === 'index-differs' ? [one] : []))
  expect(differing.map(({ name }) => name)).toEqual([
    ...['modules.dep', 'modules.dep.bin', 'modules.alias', 'modules.alias.bin'],
  ])
  expect(differing[0]).toMatchObject({ surplus: [], lacking: ['kernel/new.ko:'] })
})

it('takes times for a note as long as the indexes say what is true', async () => {
  const root = kernelTree()
  await depmod({ root, release: RELEASE })
  const later = new Date(Date.now() + 60_000)
  utimesSync(`${root}/${MODULE_DIR}/kernel/crypto/crypto.ko`, later, later)
  const { findings } = await comparedAt(root)
  expect(findings).toEqual([{ kind: 'index-stale', severity: 'note', paths: ['kernel/crypto/crypto.ko'] }])
})

it('compares nothing in a cycle, which is another finding', async () => {
  const root = kernelTree({
    [`${MODULE_DIR}/extra/one.ko`]: buildModule({ exports: ['of_one'], needs: ['of_two'] }),
    [`${MODULE_DIR}/extra/two.ko`]: buildModule({ exports: ['of_two'], needs: ['of_one'] }),
  })
  const { findings, wereCompared } = await comparedAt(root)
  expect(wereCompared).toBe(false)
  expect(findings.map(({ kind }) => kind)).toEqual(['index-missing'])
})

it('finds nothing wrong with a flat directory that has what its loader reads', async () => {
  const modules = {
    'vendor/lib/modules/core.ko': buildModule({ exports: ['core'], modinfo: ['license=GPL', 'name=core'] }),
    'vendor/lib/modules/ufs.ko': buildModule({ needs: ['core'], modinfo: ['license=GPL', 'name=ufs'] }),
    'vendor/lib/modules/modules.load': 'core.ko\nufs.ko\n',
  }
  const found = async (dep: string) => {
    const root = tempTree({ ...modules, 'vendor/lib/modules/modules.dep': dep })
    const { findings } = await comparedAt(`${root}/vendor`)
    return findings.map(({ kind }) => kind)
  }
  const absolute = '/vendor/lib/modules/core.ko:\n/vendor/lib/modules/ufs.ko: /vendor/lib/modules/core.ko\n'
  expect(await found(absolute)).toEqual([])
  expect(await found('core.ko:\nufs.ko: core.ko\n')).toEqual([])
  expect(await found('core.ko:\nufs.ko:\n')).toEqual(['index-differs'])
})
