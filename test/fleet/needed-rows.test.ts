import { expect, it } from 'vitest'
import { neededRows } from '../../src/fleet/needed-rows.ts'
import { buildModule } from '../support/elf-builder.ts'
import { tempTree } from '../support/temp-tree.ts'

it('has what modules need of a kernel: nothing weak, and nothing of each other', async () => {
  const root = tempTree({
    'a-b.ko': buildModule({
      needs: ['there', 'own', 'bare', { name: 'maybe', weak: true }],
      versions: [{ name: 'there', crc: 5 }],
      modinfo: ['license=GPL'],
    }),
    'other.ko': buildModule({ exports: [{ name: 'own', crc: 1 }], modinfo: ['license=GPL'] }),
  })
  expect(await neededRows([root])).toEqual({
    rows: [
      { modname: 'a_b', symbol: 'there', crc: 5 },
      { modname: 'a_b', symbol: 'bare', crc: -1 },
    ],
  })
})

it('names a file that is no module', async () => {
  const root = tempTree({ 'bad.ko': 'text' })
  await expect(neededRows([`${root}/bad.ko`])).rejects.toThrow(`Cannot read "${root}/bad.ko"`)
})
