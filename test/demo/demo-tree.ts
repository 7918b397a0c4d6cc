/**
 * A small kernel with a device mapper: what a distribution ships below kernel/, and newer builds of two modules that
 * a driver package put into updates/. Made by our own ELF writer; names and symbols are those of real ones.
 */
import type { ModuleSpec } from '../support/elf-builder.ts'

export const RELEASE = '6.12.0-demo'
const VERMAGIC = `vermagic=${RELEASE} SMP preempt mod_unload modversions`

/** A module as the kernel's build would make it: a CRC for each symbol, exported or needed. */
function module(modinfo: string[], symbols: { exports?: string[]; needs?: string[] } = {}): ModuleSpec {
  const needs = ['_printk', ...(symbols.needs ?? [])]
  return {
    modinfo: ['license=GPL', ...modinfo, VERMAGIC],
    exports: (symbols.exports ?? []).map((name) => ({ name, crc: crcOf(name) })),
    needs,
    versions: ['module_layout', ...needs].map((name) => ({ name, crc: crcOf(name) })),
  }
}

/** An arbitrary number, as long as it is the same for every user of the symbol. */
function crcOf(name: string): number {
  let crc = 0x811c9dc5
  for (const char of name) crc = Math.imul(crc ^ char.charCodeAt(0), 0x01000193) >>> 0
  return crc
}

const DM = ['dm_register_target', 'dm_unregister_target', 'dm_get_device', 'dm_put_device']
const DM_MOD = module(
  ['description=device-mapper driver', 'alias=devname:mapper/control', 'alias=char-major-10-236'],
  {
    exports: DM,
  },
)
const DM_CRYPT = module(
  ['description=device-mapper target for transparent encryption / decryption', 'softdep=pre: cryptomgr aes'],
  { needs: DM },
)
const DM_LOG = module(['description=device-mapper dirty region log', 'alias=dm-log-disk'], {
  exports: ['dm_dirty_log_create', 'dm_dirty_log_destroy'],
  needs: ['dm_get_device'],
})
const DM_RAID1 = module(['description=device-mapper mirror target', 'alias=dm-mirror'], {
  needs: [...DM, 'dm_dirty_log_create'],
})
const LIBCRC32C = module(['softdep=pre: crc32c'], { exports: ['crc32c'] })
const BTRFS = module(
  ['alias=devname:btrfs-control', 'alias=char-major-10-234', 'alias=fs-btrfs', 'softdep=pre: blake2b-256'],
  { needs: ['crc32c', 'raid6_gen_syndrome'] },
)
const RAID6 = module([], { exports: ['raid6_gen_syndrome'] })
const E1000E = module(
  ['alias=pci:v00008086d000010D3sv*sd*bc*sc*i*', 'alias=pci:v00008086d0000105Esv*sd*bc*sc*i*'],
  {
    needs: ['ptp_clock_register'],
  },
)
const PTP = module([], { exports: ['ptp_clock_register'] })

/** Path below the module directory; compressed as the name says. */
export const MODULES: Readonly<Record<string, ModuleSpec>> = {
  'kernel/drivers/md/dm-mod.ko.xz': DM_MOD,
  'kernel/drivers/md/dm-log.ko.xz': DM_LOG,
  'kernel/drivers/md/dm-mirror.ko.xz': DM_RAID1,
  'kernel/drivers/md/dm-crypt.ko.xz': DM_CRYPT,
  'kernel/lib/libcrc32c.ko.xz': LIBCRC32C,
  'kernel/lib/raid6/raid6_pq.ko.xz': RAID6,
  'kernel/fs/btrfs/btrfs.ko.xz': BTRFS,
  'kernel/drivers/ptp/ptp.ko.xz': PTP,
  'kernel/drivers/net/ethernet/intel/e1000e/e1000e.ko.xz': E1000E,
  'updates/drivers/md/dm-mod.ko': { ...DM_MOD, modinfo: [...(DM_MOD.modinfo ?? []), 'version=4.49.1'] },
  'updates/drivers/md/dm-crypt.ko': { ...DM_CRYPT, modinfo: [...(DM_CRYPT.modinfo ?? []), 'version=1.29.1'] },
}

/** The files that the kernel's build installs next to the modules. */
export const TEXT_FILES: Readonly<Record<string, string>> = {
  'modules.order': Object.keys(MODULES)
    .filter((path) => path.startsWith('kernel/'))
    .map((path) => `${path.replace(/\.xz$/, '')}\n`)
    .join(''),
  'modules.builtin': 'kernel/fs/ext4/ext4.ko\nkernel/crypto/crc32c_generic.ko\n',
  'modules.builtin.modinfo': 'ext4.alias=fs-ext4\0ext4.license=GPL\0crc32c_generic.alias=crypto-crc32c\0',
}

export const CONFIG = 'search updates extra built-in weak-updates\n'
