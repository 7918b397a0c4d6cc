import { describe, expect, it } from 'vitest'
import { makeIndexes } from '../../src/kernel/made-indexes.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { makeIndexesOfAny } from '../../src/kernel/text-indexes.ts'
import { buildModule } from '../support/elf-builder.ts'
import { kernelTree, MODULE_DIR } from './kernel-tree.ts'

const foreign = (name: string) => ({
  [`${MODULE_DIR}/kernel/${name}.ko`]: buildModule({
    exports: ['foreign'],
    needs: ['crypto_alloc'],
    modinfo: ['alias=pci:x*', 'alias=odd[', 'softdep=pre: dm_mod'],
  }),
  [`${MODULE_DIR}/kernel/above.ko`]: buildModule({ needs: ['foreign'] }),
})

const make = async (more: Record<string, Uint8Array>) => {
  const { place, facts } = openKernel({ root: kernelTree(more) })
  return { place, facts: await facts() }
}

it('are those of makeIndexes() where all is ASCII', async () => {
  const { place, facts } = await make(foreign('plain'))
  const [any, usual] = [makeIndexesOfAny, makeIndexes].map((making) => making(place, facts, () => {}))
  expect(any?.files).toEqual(usual?.files)
})

describe('a name outside ASCII', () => {
  it('is answered for as a plain one is', async () => {
    const [plain, odd] = await Promise.all(
      ['plain', 'plain\u00e9'].map(async (name) => {
        const { place, facts } = await make(foreign(name))
        return makeIndexesOfAny(place, facts, () => {}).indexes
      }),
    )
    const same = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value ?? null).replaceAll('plain\u00e9', 'plain')) as unknown
    for (const name of ['dm_crypt', 'above', 'aes_generic', 'nobody'])
      expect(same(odd?.dependencyLine(name))).toEqual(plain?.dependencyLine(name) ?? null)
    expect(same(odd?.dependencyLine('plain\u00e9'))).toBe(plain?.dependencyLine('plain'))
    const values = (found: readonly { readonly value: string }[] | undefined) =>
      found?.map(({ value }) => value)
    for (const alias of ['pci:x7', 'aes', 'odd_', 'pci:v00008086d0000100Esv', 'none'])
      expect(same(values(odd?.aliases(alias)))).toEqual(values(plain?.aliases(alias)))
    for (const symbol of ['symbol:foreign', 'symbol:crypto_alloc', 'symbol:none'])
      expect(same(values(odd?.symbols(symbol)))).toEqual(values(plain?.symbols(symbol)))
    for (const name of ['ext4', 'dm_mod']) expect(odd?.isBuiltin(name)).toBe(plain?.isBuiltin(name))
    expect(odd?.builtinAliases('fs_ext4')).toEqual(plain?.builtinAliases('fs_ext4'))
  })
})
