import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { builtinInitcalls, initcallsIn } from '../../../src/questions/reach/initcalls.ts'
import { kernelTree } from '../../kernel/kernel-tree.ts'

const SYSTEM_MAP = `ffffffff82a00000 D __init_begin
ffffffff82a3c6d8 d __initcall__kmod_algif_hash__305_468_algif_hash_init6
ffffffff82a3c6dc d __initcall__kmod_ext4__402_7381_ext4_init_fs6
ffffffff82a3c6e0 d __initcall__kmod_ext4__403_11_ext4_late7s
ffffffff82a3c6e4 d __initcall__kmod_early_thing__1_22_do_itearly
ffffffff82a3c6e8 d __initcall_old_style6
`

it('finds the initcalls of each builtin module', () => {
  expect(Object.fromEntries(initcallsIn(SYSTEM_MAP))).toEqual({
    algif_hash: ['algif_hash_init'],
    ext4: ['ext4_init_fs', 'ext4_late'],
    early_thing: ['do_it'],
  })
})

it('reads the System.map that is named, and goes without one', () => {
  const root = kernelTree()
  expect(builtinInitcalls(openKernel({ root })).size).toBe(0)
  writeFileSync(`${root}/System.map`, SYSTEM_MAP)
  expect(builtinInitcalls(openKernel({ root, systemMap: `${root}/System.map` })).get('ext4')).toHaveLength(2)
  expect(builtinInitcalls(openKernel({ root, systemMap: `${root}/none` })).size).toBe(0)
})
