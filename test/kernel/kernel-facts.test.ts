import { expect, it } from 'vitest'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { kernelTree } from './kernel-tree.ts'

const load = () => openKernel({ root: kernelTree() }).facts()

it('lists what a module exports and needs', async () => {
  const facts = await load()
  expect(facts.exported(0)).toEqual([
    { name: 'dm_register_target', crc: 0x11n, bind: 'undef' },
    { name: 'dm_get_device', crc: 0x12n, bind: 'undef' },
  ])
  expect(facts.needed(4)).toEqual([{ name: 'maybe_there', crc: 0n, bind: 'weak' }])
})

it('makes an edge per provider, with all symbols that make it', async () => {
  const facts = await load()
  expect(facts.edges(facts.find('dm_crypt') ?? -1)).toEqual([
    { provider: facts.find('dm_mod'), symbols: ['dm_register_target', 'dm_get_device'] },
    { provider: facts.find('crypto'), symbols: ['crypto_alloc'] },
  ])
})

it('turns the edges around', async () => {
  const facts = await load()
  const users = facts.users()
  const namesOf = (modname: string) =>
    users.of(facts.find(modname) ?? -1).map((user) => facts.modules[user]?.modname)
  expect(namesOf('crypto')).toEqual(['dm_crypt', 'aes_generic'])
  expect(namesOf('e1000')).toEqual([])
})

it('hands out the texts that depmod makes indexes of', async () => {
  const facts = await load()
  expect(facts.fields(0, 'alias')).toEqual(['devname:mapper/control', 'char-major-10-236'])
  expect(facts.fields(1, 'softdep')).toEqual(['pre: aes'])
  expect(facts.fields(1, 'weakdep')).toEqual([])
})
