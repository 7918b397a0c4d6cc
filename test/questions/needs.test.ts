import { expect, it } from 'vitest'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { needs } from '../../src/questions/needs.ts'
import { kernelTree, MODULE_DIR } from '../kernel/kernel-tree.ts'
import { tempTree } from '../support/temp-tree.ts'

const ask = (pattern: RegExp, more = {}) => needs(openKernel({ root: kernelTree(more) }), { pattern })

it('finds who imports and who exports a symbol', async () => {
  expect(await ask(/^crypto_|^dm_get/)).toEqual({
    symbols: [
      {
        symbol: 'crypto_alloc',
        exportedBy: ['crypto'],
        importedBy: ['dm_crypt', 'aes_generic'],
        owner: 'module',
        crc: 0x13n,
        importedCrcs: [0x13n, 0x13n],
      },
      {
        symbol: 'dm_get_device',
        exportedBy: ['dm_mod'],
        importedBy: ['dm_crypt'],
        owner: 'module',
        crc: 0x12n,
        importedCrcs: [0x12n],
      },
    ],
    importers: ['dm_crypt', 'aes_generic'],
    exporters: ['dm_mod', 'crypto'],
    unreadable: [],
  })
})

it('finds symbols of the kernel, which no module exports', async () => {
  const { symbols } = await ask(/printk/)
  const use = {
    symbol: '_printk',
    exportedBy: [],
    importedBy: ['dm_mod', 'dm_crypt'],
    importedCrcs: [0n, 0n],
  }
  expect(symbols).toEqual([{ ...use, owner: 'unknown', crc: 0n }])
  const symvers = `${tempTree({ file: '0x0000002a\t_printk\tvmlinux\tEXPORT_SYMBOL\n' })}/file`
  const known = await needs(openKernel({ root: kernelTree(), symvers }), { pattern: /printk/ })
  expect(known.symbols).toEqual([{ ...use, owner: 'kernel', crc: 0x2an }])
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
