import { expect, it } from 'vitest'
import { parseSymvers, parseSystemMap } from '../../src/loadability/symvers.ts'

it('reads all five columns of a Module.symvers', () => {
  const text = [
    '0x0000000a\t_printk\tvmlinux\tEXPORT_SYMBOL\t',
    '0x0000000b\tusb_stor_suspend\tdrivers/usb/storage/usb-storage\tEXPORT_SYMBOL_GPL\tUSB_STORAGE',
    '0x00000000\twithout_crc\tvmlinux\tEXPORT_SYMBOL_GPL',
    'no line of it',
    '',
  ].join('\n')
  const path = 'drivers/usb/storage/usb-storage'
  expect([...parseSymvers(Buffer.from(text))]).toEqual([
    ['_printk', { crc: 10, gplOnly: false, namespace: '', owner: { kind: 'kernel' } }],
    [
      'usb_stor_suspend',
      {
        crc: 11,
        gplOnly: true,
        namespace: 'USB_STORAGE',
        owner: { kind: 'module', modname: 'usb_storage', path },
      },
    ],
    ['without_crc', { gplOnly: true, namespace: '', owner: { kind: 'kernel' } }],
  ])
})

it('reads a System.map, where the bounds of a section say what is GPL-only', () => {
  const text = [
    'ffffffff81000000 T start',
    'ffffffff82000000 r __ksymtab_plain',
    'ffffffff82000010 R __start___ksymtab_gpl',
    'ffffffff82000010 r __ksymtab_gpl',
    'ffffffff82000020 R __stop___ksymtab_gpl',
  ].join('\n')
  expect([...parseSystemMap(Buffer.from(text))]).toEqual([
    ['plain', { gplOnly: false, owner: { kind: 'kernel' } }],
    ['gpl', { gplOnly: true, owner: { kind: 'kernel' } }],
  ])
  expect(parseSystemMap(Buffer.from('ff r __ksymtab_x\n')).get('x')).toEqual({ owner: { kind: 'kernel' } })
})
