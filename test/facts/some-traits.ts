/** Traits for tests of what stores them. */
import { bytesOf } from '../../src/base/bytes.ts'
import { NameTable } from '../../src/base/name-table.ts'
import type { ModuleTraits } from '../../src/facts/module-traits.ts'
import type { TraitsContext } from '../../src/facts/traits-columns.ts'

export const TRAITS: ModuleTraits = {
  ...{ elfClass: 64, littleEndian: true, machine: 62, modinfo: 'license=GPL\0', versions: 'basic' },
  ...{ hasBasicVersions: true, undefinedCount: 3, buildId: 'ab', signature: { state: 'none' } },
  exports: [
    { name: 'known', gplOnly: true, namespace: '' },
    { name: 'unknown', gplOnly: false, namespace: 'NS' },
  ],
}

export function contextWith(modinfo: string | undefined, buildId: string | undefined): TraitsContext {
  const names = new NameTable()
  const known = bytesOf('known')
  names.intern(known, 0, known.length)
  return { names, modinfoAt: () => modinfo, buildIdAt: () => buildId }
}
