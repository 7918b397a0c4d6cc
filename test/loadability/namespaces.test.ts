import { expect, it } from 'vitest'
import { admits, isReserved, knowsReserved } from '../../src/loadability/namespaces.ts'

it('admits the modules that a reserved namespace names', () => {
  const namespace = 'module:kvm,amd-*'
  expect(isReserved(namespace)).toBe(true)
  expect(['kvm', 'amd_x', 'amd-y', 'amd_'].map((name) => admits(namespace, name))).toEqual([
    true,
    true,
    true,
    true,
  ])
  expect(['kv', 'kvm_intel', 'amd', 'other'].map((name) => admits(namespace, name))).toEqual(
    Array.from({ length: 4 }, () => false),
  )
})

it('admits nobody to an ordinary one', () => {
  expect([isReserved('CXL'), admits('CXL', 'CXL')]).toEqual([false, false])
})

it('gives the prefix a meaning since Linux 6.16', () => {
  const releases = ['5.20.0', '6.1.0', '6.15.9', '6.16.0', '7.0', undefined]
  expect(releases.map(knowsReserved)).toEqual([false, false, false, true, true, true])
})
