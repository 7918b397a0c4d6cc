/** Tables of two small kernels, for tests: the second has another version of a symbol, and more modules. */
import { kernelTables } from '../../src/fleet/kernel-tables.ts'
import { writeKernelTables } from '../../src/fleet/write-tables.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import type { TableColumn } from '../../src/parquet/columns.ts'
import { buildModule } from '../support/elf-builder.ts'
import { tempTree } from '../support/temp-tree.ts'

export const OLD = '6.1.0-9-amd64'
export const NEW = '6.1.0-10-amd64'
/** A module built for OLD. */
export const MODULE = buildModule({
  modinfo: ['license=GPL'],
  needs: ['dm_register', '_printk', { name: 'optional', weak: true }],
  versions: [
    { name: 'dm_register', crc: 0x11 },
    { name: '_printk', crc: 0x21 },
  ],
})

function tree(release: string): string {
  const isNew = release === NEW
  const directory = `lib/modules/${release}`
  const versions = [
    { name: 'dm_register', crc: isNew ? 0x12 : 0x11 },
    { name: '_printk', crc: 0x21 },
  ]
  return tempTree({
    [`${directory}/kernel/dm.ko`]: buildModule({
      modinfo: ['license=GPL', 'parm=debug:Say more', 'parmtype=debug:int', 'softdep=pre: ext4 post: usb-x'],
      exports: [{ name: 'dm_register', crc: isNew ? 0x12 : 0x11 }],
    }),
    [`${directory}/kernel/net.ko`]: buildModule({
      modinfo: [
        ...[
          'license=GPL v2',
          'version=1',
          'alias=pci:v00008086d0000125Bsv*sd*bc*sc*i*',
          'firmware=net/a.bin',
        ],
        ...['alias=usb:v046DpC5[0-4]*dc*', 'alias=fs-net', ...(isNew ? ['firmware=net/b.bin'] : [])],
      ],
      needs: ['dm_register', '_printk'],
      versions,
    }),
    ...(isNew && { [`${directory}/kernel/more.ko`]: buildModule({ modinfo: ['license=GPL'] }) }),
    [`${directory}/modules.order`]: '',
    [`${directory}/modules.builtin`]: isNew ? 'kernel/ext4.ko\n' : '',
    [`${directory}/modules.builtin.modinfo`]: isNew ? 'ext4.license=GPL\0ext4.alias=fs-ext4\0' : '',
    ...(!isNew && { [`${directory}/kernel/ext4.ko`]: buildModule({ modinfo: ['license=GPL'] }) }),
  })
}

/** The root of one of the kernels, which lasts as long as the test. */
export const rootOf = (release: string): string => tree(release)

/** A directory of tables with both, or with one of them. */
export async function twoKernels(releases: readonly string[] = [OLD, NEW]): Promise<string> {
  const directory = `${tempTree({ '.keep': '' })}/tables`
  for (const release of releases) {
    const kernel = openKernel({ root: rootOf(release) })
    await writeKernelTables(directory, await kernelTables(kernel, 'test'))
  }
  return directory
}

/** Rows as objects. */
export function asRows(columns: readonly TableColumn[]): Record<string, unknown>[] {
  const [first] = columns
  return Array.from({ length: first === undefined ? 0 : first.length }, (_, row) =>
    Object.fromEntries(columns.map((column) => [column.name, column.value(row)])),
  )
}
