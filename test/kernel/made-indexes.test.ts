import { expect, it } from 'vitest'
import { makeIndexes } from '../../src/kernel/made-indexes.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { buildModule } from '../support/elf-builder.ts'
import { kernelTree, MODULE_DIR } from './kernel-tree.ts'

const make = async (more = {}) => {
  const kernel = openKernel({ root: kernelTree(more) })
  return makeIndexes(kernel.place, await kernel.facts(), () => {})
}

it('makes the indexes that depmod would write', async () => {
  const { indexes, files } = await make()
  expect(indexes.dependencyLine('aes_generic')).toBe('kernel/crypto/aes-generic.ko: kernel/crypto/crypto.ko')
  expect(indexes.aliases('aes').map(({ value }) => value)).toEqual(['aes_generic'])
  expect(indexes.symbols('symbol:crypto_alloc').map(({ value }) => value)).toEqual(['crypto'])
  expect([indexes.isBuiltin('ext4'), indexes.isBuiltin('dm_mod')]).toEqual([true, false])
  expect(indexes.builtinAliases('fs_ext4').map(({ value }) => value)).toEqual(['ext4'])
  expect(Buffer.from(files.get('modules.softdep') ?? []).toString()).toContain('softdep dm_crypt pre: aes\n')
})

it('does without lists of builtin modules', async () => {
  const { indexes } = await make({
    [`${MODULE_DIR}/modules.builtin`]: undefined,
    [`${MODULE_DIR}/modules.builtin.modinfo`]: undefined,
  })
  expect([indexes.isBuiltin('ext4'), indexes.builtinAliases('fs_ext4')]).toEqual([false, []])
})

it('refuses modules that need each other', async () => {
  const cycle = {
    [`${MODULE_DIR}/a.ko`]: buildModule({ exports: ['a'], needs: ['b'] }),
    [`${MODULE_DIR}/b.ko`]: buildModule({ exports: ['b'], needs: ['a'] }),
  }
  const failed = expect(make(cycle)).rejects
  await failed.toMatchObject({
    code: 'KMOD_CYCLE',
    message: expect.stringMatching(/: (a -> b -> a|b -> a -> b)$/),
  })
})
