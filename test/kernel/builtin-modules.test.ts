import { describe, expect, it } from 'vitest'
import { parseBuiltins } from '../../src/kernel/builtin-modules.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { kernelTree, MODULE_DIR } from './kernel-tree.ts'

describe('parseBuiltins()', () => {
  it('brings both files together', () => {
    const builtins = parseBuiltins(
      'kernel/fs/ext4/ext4.ko\n',
      Buffer.from('ext4.license=GPL\0ext4.alias=fs-ext4\0zz.parm=a:b=c\0zz.license=GPL\0'),
    )
    expect([...builtins.values()]).toEqual([
      {
        modname: 'ext4',
        relpath: 'kernel/fs/ext4/ext4.ko',
        fields: [
          { key: 'license', value: 'GPL' },
          { key: 'alias', value: 'fs-ext4' },
        ],
      },
      {
        modname: 'zz',
        fields: [
          { key: 'parm', value: 'a:b=c' },
          { key: 'license', value: 'GPL' },
        ],
      },
    ])
  })

  it('passes over what has another form', () => {
    expect(parseBuiltins('\n# no\n', Buffer.from('nothing\0no=dot.here\0.x=y\0a.=z\0\0')).size).toBe(0)
  })
})

it('reads none where there are no such files', () => {
  const root = kernelTree({
    [`${MODULE_DIR}/modules.builtin`]: undefined,
    [`${MODULE_DIR}/modules.builtin.modinfo`]: undefined,
  })
  expect(openKernel({ root }).builtins().size).toBe(0)
})

it('does not take every name of modules.builtin.modinfo for a module', () => {
  const modinfo = Buffer.from('zswap.parm=enabled\0ext4.license=GPL\0rcu-tree.parmtype=x:int\0')
  expect([...parseBuiltins('kernel/zswap.ko\n', modinfo).keys()]).toEqual(['zswap', 'ext4'])
  expect([...parseBuiltins('', modinfo).keys()]).toEqual(['ext4'])
})
