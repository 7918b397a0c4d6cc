import { expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import {
  type ModuleFilters,
  passing,
  statelessFilters,
} from '../../../src/questions/closure/closure-filters.ts'
import { kernelTree } from '../../kernel/kernel-tree.ts'

async function filter(filters: ModuleFilters): Promise<string[]> {
  const kernel = openKernel({ root: kernelTree() })
  const names = await kernel.names()
  const wanted = ['dm_mod', 'dm_crypt', 'aes_generic', 'e1000', 'ext4'].map((modname) => ({
    modname,
    word: modname,
    isBuiltin: modname === 'ext4',
  }))
  const { passed, filtered } = await passing(kernel, names, wanted, filters)
  expect(passed.length + filtered.length).toBe(wanted.length)
  return passed.map(({ modname }) => modname)
}

it.each<[ModuleFilters, string[]]>([
  [{}, ['dm_mod', 'dm_crypt', 'aes_generic', 'e1000', 'ext4']],
  [{ path: /\/md\// }, ['dm_mod', 'dm_crypt', 'ext4']],
  [{ notPath: /\/md\// }, ['aes_generic', 'e1000', 'ext4']],
  [{ path: /\/drivers\//, notPath: /\/net\// }, ['dm_mod', 'dm_crypt', 'ext4']],
  [{ symbol: /^crypto_/ }, ['dm_crypt', 'aes_generic', 'ext4']],
  [{ notSymbol: /^crypto_/ }, ['dm_mod', 'e1000', 'ext4']],
  [{ symbol: /^crypto_/, notSymbol: /^dm_/ }, ['aes_generic', 'ext4']],
  [{ notName: /^dm_/ }, ['aes_generic', 'e1000', 'ext4']],
])('%o', async (filters, expected) => {
  expect(await filter(filters)).toEqual(expected)
})

it('makes patterns forget where they were', () => {
  expect(statelessFilters({ path: /a/g })).toEqual({ path: /a/ })
})
