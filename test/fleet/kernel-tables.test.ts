import { describe, expect, it } from 'vitest'
import { kernelTables } from '../../src/fleet/kernel-tables.ts'
import { TABLE_NAMES } from '../../src/fleet/table-layout.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { kernelTree, MODULE_DIR } from '../kernel/kernel-tree.ts'
import { asRows, NEW, rootOf } from './two-kernels.ts'

describe('kernelTables()', () => {
  it('has every table of a kernel', async () => {
    const { kernel, tables, unreadable } = await kernelTables(openKernel({ root: rootOf(NEW) }), 'here')
    expect(kernel).toEqual({ release: NEW, architecture: 'x86_64', origin: 'here' })
    expect(unreadable).toEqual([])
    expect(asRows(tables.kernels)).toMatchObject([
      { flavour: 'amd64', machine: 62, module_count: 3, builtin_count: 1, kernel_exports: 'importers' },
    ])
    expect(
      asRows(tables.modules).map(({ modname, builtin, license }) => [modname, builtin, license]),
    ).toEqual([
      ['dm', false, 'GPL'],
      ['ext4', true, 'GPL'],
      ['more', false, 'GPL'],
      ['net', false, 'GPL v2'],
    ])
    expect(asRows(tables.exports)).toEqual([
      {
        symbol: '_printk',
        owner: 'vmlinux',
        crc: 0x21,
        gpl_only: null,
        namespace: null,
        evidence: 'importers',
      },
      { symbol: 'dm_register', owner: 'dm', crc: 0x12, gpl_only: null, namespace: null, evidence: 'module' },
    ])
    expect(asRows(tables.imports).map(({ symbol, modname, crc }) => [symbol, modname, crc])).toEqual([
      ['_printk', 'net', 0x21],
      ['dm_register', 'net', 0x12],
    ])
    expect(asRows(tables.firmware).map(({ firmware }) => firmware)).toEqual(['net/a.bin', 'net/b.bin'])
    expect(asRows(tables.parameters)).toEqual([
      { modname: 'dm', parameter: 'debug', type: 'int', description: 'Say more', builtin: false },
    ])
    expect(asRows(tables.dependencies).map(({ target, modname, kind }) => [target, modname, kind])).toEqual([
      ['dm', 'net', 'hard'],
      ['ext4', 'dm', 'pre'],
      ['usb_x', 'dm', 'post'],
    ])
    expect(asRows(tables.aliases).map(({ pattern, builtin }) => [pattern, builtin])).toEqual([
      ['fs_ext4', true],
      ['fs_net', false],
      ['pci:v00008086d0000125Bsv*sd*bc*sc*i*', false],
      ['usb:v046DpC5[0-4]*dc*', false],
    ])
  })

  it('names modules that cannot be read, and has of them what the directory says', async () => {
    const root = kernelTree({ [`${MODULE_DIR}/kernel/bad.ko`]: 'no module' })
    const { tables, unreadable } = await kernelTables(openKernel({ root }), 'here')
    expect(unreadable).toEqual(['bad'])
    expect(asRows(tables.modules).find(({ modname }) => modname === 'bad')).toMatchObject({
      path: 'kernel/bad.ko',
      size: 9,
      license: null,
      signature: null,
    })
  })

  it('has all tables of a kernel without modules', async () => {
    const root = kernelTree(
      Object.fromEntries(
        [
          'drivers/md/dm-mod',
          'drivers/md/dm-crypt',
          'crypto/crypto',
          'crypto/aes-generic',
          'drivers/net/e1000',
        ].map((path) => [`${MODULE_DIR}/kernel/${path}.ko`, undefined]),
      ),
    )
    const { kernel, tables } = await kernelTables(openKernel({ root }), 'here')
    expect(kernel.architecture).toBe('unknown')
    expect(TABLE_NAMES.map((table) => asRows(tables[table]).length)).toEqual([1, 1, 0, 0, 1, 0, 0, 0])
  })
})
