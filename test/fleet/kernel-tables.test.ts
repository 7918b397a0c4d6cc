import { describe, expect, it } from 'vitest'
import { kernelTables } from '../../src/fleet/kernel-tables.ts'
import { TABLE_NAMES } from '../../src/fleet/table-layout.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { kernelTree, MODULE_DIR } from '../kernel/kernel-tree.ts'
import { buildModule } from '../support/elf-builder.ts'
import { tempTree } from '../support/temp-tree.ts'
import { plainTables } from './plain/kernel-tables.ts'
import { plainRows } from './plain/rows.ts'
import { asRows, NEW, OLD, rootOf } from './two-kernels.ts'

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

describe('the tables are those of plain code', () => {
  const compare = async (options: Parameters<typeof openKernel>[0]): Promise<number> => {
    const made = await kernelTables(openKernel(options), 'here')
    const plain = await plainTables(openKernel(options), 'here')
    let rows = 0
    for (const table of TABLE_NAMES) {
      expect(asRows(made.tables[table])).toEqual(plainRows(plain.tables[table]))
      rows += asRows(made.tables[table]).length
    }
    expect({ kernel: made.kernel, unreadable: made.unreadable }).toEqual({
      kernel: plain.kernel,
      unreadable: plain.unreadable,
    })
    return rows
  }

  it.each([OLD, NEW])('of a small kernel, %s', async (release) => {
    expect(await compare({ root: rootOf(release) })).toBeGreaterThan(10)
  })

  it('of modules with .modinfo of every kind, good and bad', async () => {
    let seed = 3
    const next = (below: number): number => {
      seed = (seed * 48271) % 2147483647
      return seed % below
    }
    const pick = (choices: readonly string[]): string => choices[next(choices.length)] ?? ''
    const KEYS = [
      ...['alias', 'alias', 'alias', 'parm', 'parmtype', 'firmware', 'softdep', 'weakdep', 'version'],
      ...['srcversion', 'srcversionX', 'license', 'vermagic', 'intree', 'name', ''],
    ]
    const PARTS = [
      ...[
        'pci:v0000',
        'usb:v1p2d0',
        '[0-9]',
        '[!a-]',
        '[]x]',
        '[^]',
        ']',
        '[',
        '*',
        '?',
        '\\\\',
        '%',
        '-',
        '_',
      ],
      ...[
        'fs',
        'net-pf-',
        'ip_set_',
        'snd-',
        'char-major-',
        'a',
        'Z9',
        ':',
        'pre:',
        'post: ',
        ' ',
        '  a',
        '\t',
      ],
      ...['caf\u00e9', '=', 'x'.repeat(70)],
    ]
    const text = (): string => Array.from({ length: next(6) }, () => pick(PARTS)).join('')
    const fields = Array.from({ length: 40 }, () =>
      Array.from({ length: next(25) }, () => `${pick(KEYS)}${next(12) === 0 ? '' : '='}${text()}`),
    )
    const root = tempTree({
      ...Object.fromEntries(
        fields.map((modinfo, i) => [`lib/modules/1/kernel/m${i}.ko`, buildModule({ modinfo })] as const),
      ),
      'lib/modules/1/modules.builtin': 'kernel/b-1.ko\nkernel/m3.ko\n',
      'lib/modules/1/modules.builtin.modinfo': fields
        .flat()
        .map((field, i) => `${pick(['b_1', 'm3', 'other'])}.${i === 0 ? 'license=GPL' : field}\0`)
        .join(''),
    })
    expect(await compare({ root })).toBeGreaterThan(300)
  })

  it('of modules that export and need symbols, with and without a list of those of the kernel', async () => {
    let seed = 5
    const next = (below: number): number => {
      seed = (seed * 48271) % 2147483647
      return seed % below
    }
    const modules = Array.from({ length: 30 }, (_, i) => {
      const needs = Array.from({ length: next(20) }, () => ({ name: `sym${next(40)}`, weak: next(4) === 0 }))
      const versions = needs.filter(() => next(5) > 0).map(({ name }) => ({ name, crc: 1 + next(3) }))
      const exports = Array.from({ length: next(4) }, (__, j) => ({
        name: `sym${(i * 3 + j) % 50}`,
        ...(next(3) > 0 && { crc: next(5) }),
      }))
      return [
        `lib/modules/1/kernel/m${i}.ko`,
        buildModule({ modinfo: ['license=GPL'], needs, versions, exports }),
      ]
    })
    const root = tempTree({
      ...(Object.fromEntries(modules) as Record<string, Buffer>),
      symvers:
        '0x00000005\tsym1\tvmlinux\tEXPORT_SYMBOL_GPL\tSPACE\n0x00000000\tsym60\tvmlinux\tEXPORT_SYMBOL\t\n',
      map: 'ffffffff81000000 T sym2\nffffffff82000000 r __ksymtab_sym2\nffffffff82000008 r __ksymtab_sym61\n',
    })
    expect(await compare({ root })).toBeGreaterThan(100)
    expect(await compare({ root, symvers: `${root}/symvers` })).toBeGreaterThan(100)
    expect(await compare({ root, systemMap: `${root}/map` })).toBeGreaterThan(100)
  })
})
