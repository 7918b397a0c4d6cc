import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openAbiTarget } from '../../src/kernel/abi-target.ts'
import { tempTree } from '../support/temp-tree.ts'
import { kernelTree, MODULE_DIR, RELEASE } from './kernel-tree.ts'

const SYMVERS = '0x00000005\tmodule_layout\tvmlinux\tEXPORT_SYMBOL\t\n'
const CONFIG = ['X86_64', 'MODULES', 'SMP', 'PREEMPT_BUILD', 'MODULE_UNLOAD', 'MODVERSIONS', 'MODULE_SIG']
  .map((name) => `CONFIG_${name}=y\n`)
  .join('')

it('takes a Module.symvers', async () => {
  const { kind, view } = await openAbiTarget(join(tempTree({ file: SYMVERS }), 'file'))
  expect([kind, view.exportOf('module_layout')?.crc, view.vermagic]).toEqual(['symvers', 5, undefined])
})

it('takes a directory of headers, whose configuration makes the vermagic', async () => {
  const files = {
    'Module.symvers': SYMVERS,
    '.config': CONFIG,
    'include/config/kernel.release': `${RELEASE}\n`,
  }
  const { kind, view } = await openAbiTarget(`${tempTree(files)}/`)
  expect([kind, view.release, view.vermagic]).toEqual([
    ...['headers', RELEASE, `${RELEASE} SMP preempt mod_unload modversions `],
  ])
  expect(view).toMatchObject({ elf: { machine: 62 }, checksSignatures: true, forceLoad: false })
})

it('takes a root, and a module directory, with the symbols that are there', async () => {
  const root = kernelTree({ [`${MODULE_DIR}/Module.symvers`]: SYMVERS })
  for (const path of [root, join(root, MODULE_DIR)]) {
    const { kind, view } = await openAbiTarget(path)
    expect([kind, view.release]).toEqual(['kernel', RELEASE])
    expect(view.exportOf('crypto_alloc')).toMatchObject({ crc: 0x13, owner: { modname: 'crypto' } })
    expect(view.exportOf('module_layout')?.crc).toBe(5)
  }
})

it('refuses a directory with nothing of a kernel in it', async () => {
  const top = tempTree({ empty: { kind: 'directory' }, 'other/readme': 'text' })
  for (const name of ['empty', 'other'])
    await expect(openAbiTarget(join(top, name))).rejects.toMatchObject({
      code: 'KMOD_USAGE',
      message: `there is no kernel in '${join(top, name)}': no modules, and no Module.symvers`,
    })
  const builtin = tempTree({ 'modules.builtin': 'kernel/fs/ext4/ext4.ko\n' })
  expect((await openAbiTarget(builtin)).kind).toBe('kernel')
})

it('refuses what is not there', async () => {
  await expect(openAbiTarget('/nowhere/at/all')).rejects.toMatchObject({ code: 'KMOD_IO' })
})
