import { expect, it } from 'vitest'
import { KmodError } from '../../src/base/errors.ts'
import type { ModuleTraits } from '../../src/facts/module-traits.ts'
import { traitsRowOf } from '../../src/facts/unusual-traits.ts'

const TRAITS: ModuleTraits = {
  elfClass: 64,
  littleEndian: false,
  machine: 62,
  modinfo: 'license=GPL\0',
  versions: 'extended',
  hasBasicVersions: true,
  undefinedCount: 3,
  buildId: 'ab01',
  signature: { state: 'none' },
  exports: [
    { name: 'one', gplOnly: true, namespace: '' },
    { name: 'two', gplOnly: false, namespace: 'NS' },
  ],
}
const refused = new KmodError('KMOD_NOT_ELF', 'no')

it('traitsRowOf() makes the row that the facts program would write', () => {
  const { head, undefinedCount, modinfo, exports, buildId } = traitsRowOf(TRAITS, refused)
  expect([head >>> 16, head & 0xffff, undefinedCount]).toEqual([62, 1 | 2 | 8 | 16 | 32 | 128, 3])
  expect([modinfo, exports, buildId].map((part) => Buffer.from(part).toString('latin1'))).toEqual([
    ...['license=GPL\0', 'Gone\0\0-two\0NS\0', '\xab\x01'],
  ])
})

it('traitsRowOf() keeps the texts of a file without traits, if they could be read', () => {
  const { head, modinfo, exports, buildId } = traitsRowOf(undefined, {
    modinfo: 'a=b\0',
    buildId: Uint8Array.of(255),
  })
  expect([head, modinfo.length, exports.length, buildId.length]).toEqual([128, 4, 0, 1])
  expect(traitsRowOf(undefined, refused).modinfo.length).toBe(0)
})
