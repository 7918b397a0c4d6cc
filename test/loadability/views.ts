/** A kernel with a few symbols, and modules for it that load, for the tests of this room. */
import type { KernelExport, KernelView, ModuleView } from '../../src/loadability/kernel-view.ts'

export const VERMAGIC = '6.18.0-test SMP preempt mod_unload modversions '

const EXPORTS: Readonly<Record<string, KernelExport>> = {
  module_layout: { crc: 1, owner: { kind: 'kernel' } },
  plain: { crc: 2, gplOnly: false, namespace: '', owner: { kind: 'kernel' } },
  gpl: { crc: 3, gplOnly: true, owner: { kind: 'kernel' } },
  spaced: { crc: 4, namespace: 'SPACE', owner: { kind: 'kernel' } },
  reserved: { crc: 5, namespace: 'module:kvm,kvm-*', owner: { kind: 'kernel' } },
  bare: { owner: { kind: 'module', modname: 'provider' } },
  closed: { crc: 6, owner: { kind: 'module', modname: 'closed_driver' } },
}

export const kernelView = (more: Partial<KernelView> = {}): KernelView => ({
  release: '6.18.0-test',
  vermagic: VERMAGIC,
  knowsKernelSymbols: true,
  elf: { elfClass: 64, littleEndian: true, machine: 62 },
  exportOf: (name) => EXPORTS[name],
  isProprietary: (modname) => modname === 'closed_driver',
  ...more,
})

/** Needs `names` with their right versions. */
export const moduleView = (names: readonly string[], more: Partial<ModuleView> = {}): ModuleView => ({
  modname: 'some',
  license: 'GPL',
  vermagic: VERMAGIC,
  layout: 1,
  elf: { elfClass: 64, littleEndian: true, machine: 62 },
  needs: names.map((name) => {
    const crc = EXPORTS[name]?.crc
    return { name, weak: false, ...(crc !== undefined && { crc }) }
  }),
  hasVersions: true,
  hasBasicVersions: true,
  exports: [],
  importedNamespaces: [],
  signature: { state: 'signed', signer: 'a key', keyId: '01', digest: 'sha256', algorithm: 'rsaEncryption' },
  ...more,
})
