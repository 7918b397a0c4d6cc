import { describe, expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { type CheckResult, check } from '../../../src/questions/check/check.ts'
import type { CheckKind } from '../../../src/questions/check/check-findings.ts'
import { depmod } from '../../../src/tools/depmod.ts'
import { kernelTree, MODULE_DIR, RELEASE } from '../../kernel/kernel-tree.ts'
import { pack } from '../../support/containers.ts'
import { cpuMilliseconds } from '../../support/cpu-time.ts'
import { buildModule } from '../../support/elf-builder.ts'
import { appendSignature } from '../../support/signature-builder.ts'
import { tempTree } from '../../support/temp-tree.ts'

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
      findings: [],
      notChecked: [],
      modules: 5,
      builtins: 1,
      symbolFile: systemMap,
      signatures: {
        signers: [],
        other: [],
        unsigned: ['dm_mod', 'dm_crypt', 'crypto', 'aes_generic', 'e1000'],
      },
    })
  })

  it.each(['gz', 'xz', 'zst'] as const)(
    'finds a .ko.%s that was signed after it was compressed',
    async (format) => {
      const path = `extra/late.ko.${format}`
      const late = appendSignature(pack(buildModule({ exports: ['of_late'] }), format), Buffer.alloc(64))
      const root = kernelTree({ [`${MODULE_DIR}/${path}`]: late })
      const { findings } = await check(openKernel({ root }))
      expect(findings.filter(({ kind }) => kind === 'signature-after-compression')).toEqual([
        { kind: 'signature-after-compression', severity: 'error', modname: 'late', path },
      ])
      expect(findings.filter(({ kind }) => kind === 'unreadable-module')).toEqual([])
    },
  )

  it('says what it could not look at', async () => {
    const result = await check(openKernel({ root: kernelTree() }))
    expect(result.notChecked).toEqual(['unknown-symbol', 'missing-firmware'])
    expect(result.findings).toEqual([
      {
        kind: 'index-missing',
        severity: 'error',
        all: true,
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

describe('check() right after depmod', () => {
  const exporting = (name: string, more: Parameters<typeof buildModule>[0] = {}) =>
    buildModule({ exports: [name], symbols: [{ name: `__ksymtab_${name}`, section: '.text' }], ...more })

  it('finds nothing in names with a dash, aliases with blanks, and names of namespaces', async () => {
    const root = await healthyTree({
      [`${MODULE_DIR}/extra/one.ko`]: exporting('one', {
        namespaces: ['DMA-BUF,x', 'module:kvm-amd'],
        modinfo: ['alias=of:N*T*Cvendor,a-b card', 'alias=platform:mt8183_da7219_max98357 soc card'],
      }),
      [`${MODULE_DIR}/extra/two.ko`]: exporting('two', { namespaces: ['DMA-BUF,x', 'module:kvm-amd'] }),
    })
    expect(kinds(await check(openKernel({ root })))).toEqual([])
  })

  it('does not call the indexes different where something was left out of them', async () => {
    const root = await healthyTree({
      [`${MODULE_DIR}/extra/odd.ko`]: buildModule({
        modinfo: ['alias=a\nb', 'softdep=pre: x\ninstall y true'],
        exports: ['of\nodd', 'fine'],
      }),
    })
    const { findings } = await check(openKernel({ root }))
    expect(findings.map((one) => (one.kind === 'tree-problem' ? one.diagnostic.code : one.kind))).toEqual([
      ...['line-break', 'line-break', 'line-break'],
    ])
  })

  it('says that versions cannot differ where there are none', async () => {
    const plain = (name: string) => ({ [`${MODULE_DIR}/kernel/${name}.ko`]: buildModule({ needs: ['x'] }) })
    const root = tempTree({ [`${MODULE_DIR}/modules.order`]: 'kernel/a.ko\n', ...plain('a') })
    expect((await check(openKernel({ root }))).notChecked).toContain('crc-mismatch')
    expect((await check(openKernel({ root: kernelTree() }))).notChecked).not.toContain('crc-mismatch')
  })

  it('is quick on a tangle of modules', async () => {
    const names = Array.from({ length: 120 }, (_, i) => `s${i}`)
    const tangle = Object.fromEntries(
      names.map((own) => [
        `${MODULE_DIR}/extra/${own}.ko`,
        buildModule({ exports: [own], needs: names.filter((name) => name !== own) }),
      ]),
    )
    const kernel = openKernel({ root: kernelTree(tangle) })
    await kernel.facts()
    const start = cpuMilliseconds()
    const { findings } = await check(kernel)
    expect(findings.filter(({ kind }) => kind === 'cycle').length).toBeGreaterThan(0)
    expect(cpuMilliseconds() - start).toBeLessThan(10_000)
  })
})
