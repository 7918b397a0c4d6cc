/** A small kernel on disk for the tests of tskmod: a device mapper, a disk driver and their neighbours. */
import { buildModule, type ModuleSpec } from '../support/elf-builder.ts'
import { type TreeEntry, tempTree } from '../support/temp-tree.ts'

export const RELEASE = '6.12.0-test'
export const MODULE_DIR = `lib/modules/${RELEASE}`

export const MODULES: Readonly<Record<string, ModuleSpec>> = {
  'kernel/drivers/md/dm-mod.ko': {
    modinfo: ['license=GPL', 'alias=devname:mapper/control', 'alias=char-major-10-236'],
    exports: [
      { name: 'dm_register_target', crc: 0x11 },
      { name: 'dm_get_device', crc: 0x12 },
    ],
    needs: ['_printk'],
  },
  'kernel/drivers/md/dm-crypt.ko': {
    modinfo: ['license=GPL', 'softdep=pre: aes', 'parm=debug:Say more (int)'],
    needs: ['dm_register_target', 'dm_get_device', 'crypto_alloc', '_printk'],
    versions: [
      { name: 'dm_register_target', crc: 0x11 },
      { name: 'dm_get_device', crc: 0x12 },
      { name: 'crypto_alloc', crc: 0x13 },
    ],
  },
  'kernel/crypto/crypto.ko': { modinfo: ['license=GPL'], exports: [{ name: 'crypto_alloc', crc: 0x13 }] },
  'kernel/crypto/aes-generic.ko': {
    modinfo: ['license=GPL', 'alias=aes'],
    needs: ['crypto_alloc'],
    versions: [{ name: 'crypto_alloc', crc: 0x13 }],
  },
  'kernel/drivers/net/e1000.ko': {
    modinfo: ['license=GPL', 'alias=pci:v00008086d0000100Esv*', 'firmware=intel/e1000.bin'],
    needs: [{ name: 'maybe_there', weak: true }],
  },
}

/** By path below the root: the same bytes for each tree. */
const BUILT = Object.fromEntries(
  Object.entries(MODULES).map(([path, spec]) => [`${MODULE_DIR}/${path}`, buildModule(spec)]),
)

/** Makes a tree of MODULES and `more`; undefined takes something away. Returns its root. */
export function kernelTree(more: Readonly<Record<string, TreeEntry | undefined>> = {}): string {
  const entries: Record<string, TreeEntry | undefined> = {
    ...BUILT,
    [`${MODULE_DIR}/modules.order`]: Object.keys(MODULES)
      .map((path) => `${path}\n`)
      .join(''),
    [`${MODULE_DIR}/modules.builtin`]: 'kernel/fs/ext4/ext4.ko\n',
    [`${MODULE_DIR}/modules.builtin.modinfo`]: 'ext4.license=GPL\0ext4.alias=fs-ext4\0',
    ...more,
  }
  return tempTree(
    Object.fromEntries(
      Object.entries(entries).filter((entry): entry is [string, TreeEntry] => entry[1] !== undefined),
    ),
  )
}
