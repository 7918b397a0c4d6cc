import { expect, it } from 'vitest'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { needs } from '../../src/questions/needs.ts'
import { kernelTree, MODULE_DIR } from '../kernel/kernel-tree.ts'

const ask = (pattern: RegExp, more = {}) => needs(openKernel({ root: kernelTree(more) }), { pattern })

it('finds who imports and who exports a symbol', async () => {
  expect(await ask(/^crypto_|^dm_get/)).toEqual({
    symbols: [
      { symbol: 'crypto_alloc', exportedBy: ['crypto'], importedBy: ['dm_crypt', 'aes_generic'] },
      { symbol: 'dm_get_device', exportedBy: ['dm_mod'], importedBy: ['dm_crypt'] },
    ],
    importers: ['dm_crypt', 'aes_generic'],
    exporters: ['dm_mod', 'crypto'],
    unreadable: [],
  })
})

it('finds symbols of the kernel, which no module exports', async () => {
  const { symbols } = await ask(/printk/)
  expect(symbols).toEqual([{ symbol: '_printk', exportedBy: [], importedBy: ['dm_mod', 'dm_crypt'] }])
})

it('takes a pattern with the flag g', async () => {
  expect((await ask(/dm_/g)).symbols).toHaveLength(2)
})

it('finds nothing, and names what could not be read', async () => {
  const junk = { [`${MODULE_DIR}/kernel/junk.ko`]: 'no module at all' }
  expect(await ask(/^nobody$/, junk)).toEqual({
    symbols: [],
    importers: [],
    exporters: [],
    unreadable: ['junk'],
  })
})
