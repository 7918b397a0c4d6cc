import { describe, expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { checkSymbols } from '../../../src/questions/check/check-symbols.ts'
import { kernelTree, MODULE_DIR } from '../../kernel/kernel-tree.ts'
import { buildModule, type ModuleSpec } from '../../support/elf-builder.ts'
import { tempTree } from '../../support/temp-tree.ts'

async function ask(
  modules: Readonly<Record<string, ModuleSpec>>,
  symbols: { map?: string; symvers?: string },
) {
  const files = Object.entries(modules).map(([name, spec]) => [
    `${MODULE_DIR}/kernel/${name}.ko`,
    buildModule(spec),
  ])
  const directory = tempTree({ map: symbols.map ?? '', symvers: symbols.symvers ?? '' })
  const kernel = openKernel({
    root: kernelTree(Object.fromEntries(files)),
    ...(symbols.map !== undefined && { systemMap: `${directory}/map` }),
    ...(symbols.symvers !== undefined && { symvers: `${directory}/symvers` }),
  })
  const isKnown = symbols.map !== undefined || symbols.symvers !== undefined
  const found = checkSymbols(await kernel.facts(), isKnown ? 'the file' : undefined)
  return found
}

const KERNEL = '00000000 r __ksymtab__printk\n'

describe('checkSymbols()', () => {
  it('groups unknown symbols, the most wanted first; weak ones may be unknown', async () => {
    const found = await ask(
      {
        a: { needs: ['gone', 'rare', '_printk'] },
        b: { needs: ['gone', { name: 'maybe', weak: true }] },
      },
      { map: KERNEL },
    )
    expect(
      found.map((one) => one.kind === 'unknown-symbol' && [one.symbol, [...one.modules].sort()]),
    ).toEqual([
      ['gone', ['a', 'b']],
      ['rare', ['a']],
    ])
  })

  it('says nothing of unknown symbols when the symbols of the kernel are not known', async () => {
    expect(await ask({ a: { needs: ['gone'] } }, {})).toEqual([])
  })

  it('suspects a System.map that lacks most of what is needed', async () => {
    const needs = Array.from({ length: 30 }, (_, i) => `kernel_symbol_${i}`)
    const map = 'ffffffffffffffff B The real System.map is in the linux-image-<version>-dbg package\n'
    const found = await ask({ a: { needs }, b: { needs } }, { map })
    // Beside them _printk, which two modules of the tree need.
    expect(found).toEqual([
      {
        kind: 'suspect-symbol-file',
        severity: 'warning',
        file: 'the file',
        defines: 0,
        needed: 31,
        unknown: 31,
        mentions: 62,
      },
    ])
  })

  it('tells versions that differ, of modules and of the kernel', async () => {
    const found = await ask(
      {
        late: {
          needs: ['crypto_alloc', '_printk'],
          versions: [
            { name: 'crypto_alloc', crc: 0x99 },
            { name: '_printk', crc: 0x77 },
          ],
        },
      },
      { symvers: '0x00000001\t_printk\tvmlinux\tEXPORT_SYMBOL\n' },
    )
    const users = (crc: bigint) => [{ modname: 'late', crc }]
    expect(found).toEqual([
      {
        kind: 'crc-mismatch',
        severity: 'error',
        symbol: 'crypto_alloc',
        owner: 'crypto',
        crc: 0x13n,
        users: users(0x99n),
      },
      { kind: 'crc-mismatch', severity: 'error', symbol: '_printk', crc: 1n, users: users(0x77n) },
    ])
  })

  it('has no versions of a kernel that is known by System.map', async () => {
    const versions = [{ name: '_printk', crc: 0x77 }]
    expect(await ask({ late: { needs: ['_printk'], versions } }, { map: KERNEL })).toEqual([])
  })

  it('tells symbols that several modules export', async () => {
    const found = await ask({ 'other-crypto': { exports: ['crypto_alloc'] } }, {})
    expect(found).toMatchObject([
      { kind: 'duplicate-export', symbol: 'crypto_alloc', modules: ['crypto', 'other_crypto'] },
    ])
  })
})
