import { expect, it } from 'vitest'
import { architectureOf } from '../../src/fleet/architecture.ts'

it.each([
  [62, 64, true, 'x86_64'],
  [3, 32, true, 'i386'],
  [183, 64, true, 'aarch64'],
  [21, 64, true, 'ppc64le'],
  [21, 64, false, 'ppc64'],
  [22, 64, false, 's390x'],
  [22, 32, false, 's390'],
  [8, 64, true, 'mips64el'],
  [8, 32, false, 'mips'],
  [243, 64, true, 'riscv64'],
  [258, 64, true, 'loongarch64'],
  [4711, 64, true, 'em-4711'],
] as const)('machine %d of %d bits is %s', (machine, elfClass, littleEndian, name) => {
  expect(architectureOf({ machine, elfClass, littleEndian })).toBe(name)
})

it('is unknown without a module', () => {
  expect(architectureOf(undefined)).toBe('unknown')
})
