/** A small tree with everything that a file of facts must keep: copies, links, damage, other machines, configuration. */
import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import { pack } from '../support/containers.ts'
import { buildModule, type ModuleSpec } from '../support/elf-builder.ts'
import { appendSignature, OIDS, pkcs7, signerInfo } from '../support/signature-builder.ts'
import type { Tree } from './trees.ts'

const RELEASE = '6.1.0-made'
const OTHER = '6.0.0-other'

const described = (name: string, spec: ModuleSpec = {}): ModuleSpec => ({
  ...spec,
  modinfo: [
    'license=GPL',
    `vermagic=${RELEASE} SMP mod_unload modversions `,
    `name=${name}`,
    ...(spec.modinfo ?? []),
  ],
})

const ORDER = [
  ...['kernel/fs/user', 'kernel/fs/base', 'kernel/fs/other-crc', 'kernel/ns/owner', 'kernel/ns/allowed'],
  ...['kernel/ns/denied', 'kernel/odd/small', 'kernel/odd/big', 'kernel/odd/cut', 'kernel/odd/text'],
  ...['kernel/odd/broken', 'kernel/packed/zst', 'kernel/packed/late', 'kernel/signed', 'updates/base'],
  ...['extra/user', 'weak-updates/weak'],
]

/** In a namespace, and only for modules with a compatible licence. */
const inNamespace = (name: string): ModuleSpec => ({
  sections: [
    { name: '__ksymtab_gpl', type: 1, content: '\0'.repeat(16) },
    { name: '__ksymtab_strings', type: 1, content: `${name}\0NS\0` },
  ],
  symbols: [
    { name: `__ksymtab_${name}`, section: '__ksymtab_gpl' },
    { name: `__kstrtabns_${name}`, section: '__ksymtab_strings', value: name.length + 1 },
  ],
})

/** Makes it below `root`, which must not exist. */
export function makeTree(root: string): Tree {
  const directory = `lib/modules/${RELEASE}`
  const put = (path: string, content: string | Uint8Array): void => {
    fs.mkdirSync(dirname(join(root, path)), { recursive: true })
    fs.writeFileSync(join(root, path), content)
  }
  const link = (path: string, target: string): void => {
    fs.mkdirSync(dirname(join(root, path)), { recursive: true })
    fs.symlinkSync(target, join(root, path))
  }
  const module = (path: string, spec: ModuleSpec = {}): Uint8Array =>
    buildModule(described(path.slice(path.lastIndexOf('/') + 1, path.indexOf('.ko')), spec))
  const plain = (path: string, spec: ModuleSpec = {}): void => put(`${directory}/${path}`, module(path, spec))

  plain('kernel/fs/base.ko', {
    exports: [
      { name: 'base_one', crc: 0x1234 },
      { name: 'base_two', crc: 2 },
    ],
  })
  plain('kernel/fs/user.ko', {
    needs: ['base_one', 'printk', { name: 'maybe', weak: true }],
    versions: [
      { name: 'base_one', crc: 0x1234 },
      { name: 'printk', crc: 0xabcd },
      { name: 'module_layout', crc: 0x77 },
    ],
    modinfo: [
      'alias=fs-made',
      'alias=pci:v00008086d*',
      'firmware=made/one.bin',
      'softdep=pre: base',
      'parm=x:a',
    ],
  })
  plain('kernel/fs/other-crc.ko', { needs: ['base_two'], versions: [{ name: 'base_two', crc: 3 }] })
  plain('kernel/ns/owner.ko', inNamespace('ns_symbol'))
  plain('kernel/ns/allowed.ko', { needs: ['ns_symbol'], modinfo: ['import_ns=NS'] })
  plain('kernel/ns/denied.ko', { needs: ['ns_symbol'] })
  plain('kernel/odd/small.ko', { class: 32, machine: 3, exports: ['from_32'] })
  plain('kernel/odd/big.ko', { endian: 'msb', machine: 22, exports: ['from_big'], needs: ['from_32'] })
  put(`${directory}/kernel/odd/cut.ko`, module('cut.ko', { exports: ['lost'] }).slice(0, 300))
  put(`${directory}/kernel/odd/text.ko`, 'no module at all')
  put(`${directory}/kernel/odd/broken.ko.xz`, pack(module('broken.ko'), 'xz').slice(0, 90))
  put(`${directory}/kernel/packed/zst.ko.zst`, pack(module('zst.ko', { needs: ['base_one'] }), 'zst'))
  const late = pack(module('late.ko'), 'xz')
  put(`${directory}/kernel/packed/late.ko.xz`, appendSignature(late, Buffer.from('signature')))
  const signer = signerInfo({ issuer: [[OIDS.commonName, 'a key']] })
  put(`${directory}/kernel/signed.ko`, appendSignature(module('signed.ko'), pkcs7(signer)))
  plain('updates/base.ko', { exports: [{ name: 'base_one', crc: 0x9999 }] })
  plain('extra/user.ko', { needs: ['base_one'], modinfo: ['alias=extra'] })
  put(
    `lib/modules/${OTHER}/extra/weak.ko`,
    module('weak.ko', { exports: ['weak_symbol'], needs: ['base_one'] }),
  )
  link(`${directory}/weak-updates/weak.ko`, `../../${OTHER}/extra/weak.ko`)
  link(`${directory}/kernel/gone.ko`, '/nowhere/gone.ko')
  link(`${directory}/build`, `/usr/src/linux-headers-${RELEASE}`)

  put(
    `usr/src/linux-headers-${RELEASE}/Module.symvers`,
    '0x0000abcd\tprintk\tvmlinux\tEXPORT_SYMBOL\t\n0x00000077\tmodule_layout\tvmlinux\tEXPORT_SYMBOL\t\n',
  )
  put(`boot/config-${RELEASE}`, 'CONFIG_MODULES=y\nCONFIG_MODULE_SIG=y\n')
  // Of modules that it leaves out, real depmod takes the order of the file system.
  put(`${directory}/modules.order`, ORDER.map((path) => `${path}.ko\n`).join(''))
  put(`${directory}/modules.builtin`, 'kernel/lib/inside.ko\n')
  put(`${directory}/modules.builtin.modinfo`, 'inside.license=GPL\0inside.alias=in-alias\0')
  put('lib/firmware/made/one.bin.xz', 'firmware')
  link('lib/firmware/made/two.bin', 'one.bin.xz')
  put('etc/depmod.d/made.conf', 'search extra updates built-in\noverride user * extra\n')
  put('etc/modprobe.d/made.conf', 'blacklist signed\nalias nick user\noptions user x=1\n')
  put('etc/modules-load.d/made.conf', 'user\nmissing-one\n')
  put('etc/modules', 'base\n')
  return { name: 'made', root, release: RELEASE, kernel: join(root, directory, 'kernel') }
}
