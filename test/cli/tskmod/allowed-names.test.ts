import { expect, it } from 'vitest'
import { allowedNames } from '../../../src/cli/tskmod/allowed-names.ts'

it.each([
  ['ext4,xfs,', ['ext4', 'xfs']],
  ['of:N*T*Carm,pl011', ['of:N*T*Carm,pl011']],
  ['ext4,cpu:type:x86,ven0000:feature:,0080,', ['ext4', 'cpu:type:x86,ven0000:feature:,0080,']],
  ['', []],
])('%j names %j', (value, names) => {
  expect(allowedNames(value)).toEqual(names)
})
