import { utimesSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { type CheckResult, check } from '../../src/questions/check.ts'
import type { CheckKind } from '../../src/questions/check-findings.ts'
import { depmod } from '../../src/tools/depmod.ts'
import { kernelTree, MODULE_DIR, RELEASE } from '../kernel/kernel-tree.ts'
import { buildModule } from '../support/elf-builder.ts'
import { tempTree } from '../support/temp-tree.ts'

/** A kernel of which nothing is wrong but what `more` says. */
async function healthyTree(more = {}): Promise<string> {
  const root = kernelTree({ 'lib/firmware/intel/e1000.bin': 'firmware', ...more })
  await depmod({ root, release: RELEASE })
  return root
}

const kinds = ({ findings }: CheckResult): CheckKind[] => findings.map(({ kind }) => kind)

describe('check()', () => {
  it('finds nothing in a healthy tree', async () => {
    const systemMap = `${tempTree({ map: '00000000 T _printk\n00000000 r __ksymtab__printk\n' })}/map`
    const result = await check(openKernel({ root: await healthyTree(), systemMap }))
    expect(result).toEqual({
      ...{ findings: [], notChecked: [], modules: 5, builtins: 1, symbolFile: systemMap },
      signatures: {
        ...{ signers: [], other: [] },
        unsigned: ['dm_mod', 'dm_crypt', 'crypto', 'aes_generic', 'e1000'],
      },
    })
  })

  it('says what it could not look at', async () => {
    const result = await check(openKernel({ root: kernelTree() }))
    expect(result.notChecked).toEqual(['unknown-symbol', 'missing-firmware'])
    expect(result.findings).toEqual([
      {
        ...{ kind: 'index-missing', severity: 'error', all: true },
        names: [
          ...['modules.dep', 'modules.dep.bin', 'modules.alias', 'modules.alias.bin', 'modules.softdep'],
          ...['modules.symbols', 'modules.symbols.bin', 'modules.builtin.bin', 'modules.builtin.alias.bin'],
          'modules.devname',
        ],
      },
    ])
  })

  it('names the symbols of each edge of a cycle, and compares no indexes then', async () => {
    const root = kernelTree({
      [`${MODULE_DIR}/extra/one.ko`]: buildModule({ exports: ['of_one'], needs: ['of_two', 'also_of_two'] }),
      [`${MODULE_DIR}/extra/two.ko`]: buildModule({ exports: ['of_two', 'also_of_two'], needs: ['of_one'] }),
    })
    const { findings, notChecked } = await check(openKernel({ root }))
    const cycle = findings.find(({ kind }) => kind === 'cycle')
    expect(cycle).toMatchObject({ severity: 'error' })
    expect(cycle?.kind === 'cycle' && [...cycle.edges].sort((a, b) => (a.from < b.from ? -1 : 1))).toEqual([
      { from: 'one', to: 'two', symbols: ['of_two', 'also_of_two'] },
      { from: 'two', to: 'one', symbols: ['of_one'] },
    ])
    expect(notChecked).toContain('index-differs')
  })

  it('finds indexes that were made of other modules', async () => {
    const root = await healthyTree()
    const other = kernelTree({ [`${MODULE_DIR}/kernel/new.ko`]: buildModule({ modinfo: ['alias=pci:new'] }) })
    await depmod({ root, release: RELEASE, outdir: other })
    const { findings } = await check(openKernel({ root: other }))
    const differing = findings.flatMap((one) => (one.kind === 'index-differs' ? [one] : []))
    expect(differing.map(({ name }) => name)).toEqual([
      ...['modules.dep', 'modules.dep.bin', 'modules.alias', 'modules.alias.bin'],
    ])
    expect(differing[0]).toMatchObject({ surplus: [], lacking: ['kernel/new.ko:'] })
  })

  it('takes times for a note as long as the indexes say what is true', async () => {
    const root = await healthyTree()
    const later = new Date(Date.now() + 60_000)
    utimesSync(`${root}/${MODULE_DIR}/kernel/crypto/crypto.ko`, later, later)
    const { findings } = await check(openKernel({ root }))
    expect(findings).toEqual([{ kind: 'index-stale', severity: 'note', paths: ['kernel/crypto/crypto.ko'] }])
  })

  it('says why no index can be made', async () => {
    const root = await healthyTree({ [`${MODULE_DIR}/kernel/m\xfcll.ko`]: buildModule({}) }).catch(() =>
      kernelTree({ [`${MODULE_DIR}/kernel/m\xfcll.ko`]: buildModule({}) }),
    )
    const result = await check(openKernel({ root }))
    expect(kinds(result)).toContain('index-impossible')
    expect(result.notChecked).toContain('index-differs')
  })

  it('passes on what was met on the way', async () => {
    const depmodConfig = [`${tempTree({ 'bad.conf': 'nonsense here\n' })}/bad.conf`]
    const { findings } = await check(openKernel({ root: await healthyTree(), depmodConfig }))
    expect(findings).toMatchObject([
      { kind: 'tree-problem', severity: 'error', diagnostic: { code: 'config-bad-line' } },
    ])
  })
})
