import { expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { takeInventory } from '../../../src/questions/compare/kernel-inventory.ts'
import { kernelTree, MODULE_DIR } from '../../kernel/kernel-tree.ts'
import { buildIdNote } from '../../support/build-id-note.ts'
import { buildModule } from '../../support/elf-builder.ts'

it('lists all that a kernel offers', async () => {
  const built = buildModule({
    modinfo: ['license=GPL'],
    sections: [buildIdNote({ id: Buffer.from('ae01', 'hex') })],
  })
  const extra = { [`${MODULE_DIR}/junk.ko`]: 'junk', [`${MODULE_DIR}/built.ko`]: built }
  const found = await takeInventory(openKernel({ root: kernelTree(extra) }))
  expect(Object.fromEntries(found.modules)).toMatchObject({
    ext4: 'builtin',
    crypto: 'kernel/crypto/crypto.ko',
  })
  expect(Object.fromEntries(found.dependencies)).toEqual({
    'dm_crypt -> dm_mod': 'dm_register_target',
    'dm_crypt -> crypto': 'crypto_alloc',
    'aes_generic -> crypto': 'crypto_alloc',
  })
  expect([found.knowsExports, found.builtinAliases]).toEqual([false, 'by-hand'])
  expect(found.symbols.get('dm_get_device')).toBe('dm_mod')
  expect(found.versions.get('dm_get_device')).toBe(0x12n)
  expect(found.aliases.get('fs-ext4')).toBe('ext4')
  expect(Object.fromEntries(found.parameters)).toEqual({ 'dm_crypt.debug': '' })
  expect(Object.fromEntries(found.firmware)).toEqual({ 'intel/e1000.bin': 'e1000' })
  expect([found.counts.modules, found.counts.builtins, found.unreadable]).toEqual([7, 1, ['junk']])
  const buildIds = [...found.builds].map(([modname, parts]) => [modname, parts['build-id']])
  expect(buildIds.filter(([, id]) => id !== undefined)).toEqual([['built', 'ae01']])
  expect(found.builds.get('built')).toMatchObject({ compression: 'none', signature: 'none' })
})
