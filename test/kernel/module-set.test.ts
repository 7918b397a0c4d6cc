import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadModuleSet } from '../../src/kernel/module-set.ts'
import { buildModule } from '../support/elf-builder.ts'
import { tempTree } from '../support/temp-tree.ts'

it('takes files, and all modules below directories, once', async () => {
  const tree = tempTree({
    'a/one.ko': buildModule({ modinfo: ['license=MIT'], exports: [{ name: 'of_one', crc: 1 }] }),
    'a/b/two-x.ko': buildModule({ modinfo: ['license=GPL'], needs: ['of_one'] }),
    'a/readme': 'no module',
    'a/junk.ko': 'junk',
  })
  const set = await loadModuleSet([join(tree, 'a'), join(tree, 'a/one.ko')], { jobs: 1 })
  expect(set.copies.map(({ modname }) => modname)).toEqual(['two_x', 'junk', 'one'])
  expect(set.modules.map((module) => module?.license)).toEqual(['GPL', undefined, 'MIT'])
  expect(set.failures.map(({ path }) => path)).toEqual([join(tree, 'a/junk.ko')])
  expect(set.exports.get('of_one')).toMatchObject({ crc: 1, owner: { modname: 'one' } })
  expect([...set.proprietary]).toEqual(expect.arrayContaining(['one', 'two_x']))
})

it('refuses what is not there, and a directory without modules', async () => {
  await expect(loadModuleSet(['/nowhere/at/all'], { jobs: 1 })).rejects.toMatchObject({ code: 'KMOD_IO' })
  await expect(loadModuleSet([tempTree({})], { jobs: 1 })).rejects.toMatchObject({ code: 'KMOD_USAGE' })
})
