import { expect, it } from 'vitest'
import { closestName } from '../../../src/cli/tskmod/closest-name.ts'

const NAMES = ['ext2', 'ext4', 'dm_crypt', 'dm_mod', 'virtio_net', 'xt_TCPMSS']

it.each([
  ['ext5', 'ext2'],
  ['ex4', 'ext4'],
  ['xet4', 'ext4'],
  ['dm_cyrpt', 'dm_crypt'],
  ['virtionet', 'virtio_net'],
  ['dm_mods', 'dm_mod'],
  ['xt_tcpmss', undefined],
  ['nothing', undefined],
  ['', undefined],
])('closestName() of %s is %s', (word, name) => {
  expect(closestName(word, NAMES)).toBe(name)
})
