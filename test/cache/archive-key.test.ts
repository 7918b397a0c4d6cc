import { describe, expect, it } from 'vitest'
import { archiveOf, keysOfArchive } from '../../src/cache/archive-key.ts'
import { hasKey, isSameKey } from '../../src/cache/module-keys.ts'
import { Machine, SECOND } from './machine.ts'

function machineWith(): Machine {
  const machine = new Machine()
  machine.write('/p/linux.deb', 'an archive')
  machine.write('/p/odd!/lib/modules/6.1/modules.dep', '')
  return machine
}

describe('archiveOf()', () => {
  it.each([
    ['/p/linux.deb!/lib/modules/6.1', '/p/linux.deb'],
    ['/p/linux.deb!', '/p/linux.deb'],
    ['/p/odd!/lib/modules/6.1', undefined],
    ['/p/missing.deb!/lib/modules/6.1', undefined],
    ['/lib/modules/6.1', undefined],
  ])('of %s', (directory, expected) => {
    expect(archiveOf(machineWith().host, directory)).toBe(expected)
  })
})

describe('keysOfArchive()', () => {
  it('is the same for all modules, and another one after a change', () => {
    const machine = machineWith()
    const { host } = machine
    const before = keysOfArchive(host, '/p/linux.deb', 2)
    expect(isSameKey(before, 0, before, 1)).toBe(true)
    machine.clock += SECOND
    machine.write('/p/linux.deb', 'another1')
    expect(isSameKey(before, 0, keysOfArchive(host, '/p/linux.deb', 1), 0)).toBe(false)
  })

  it('is none without an archive, and for one that changed since this process began', () => {
    const machine = machineWith()
    expect(hasKey(keysOfArchive(machine.host, undefined, 1), 0)).toBe(false)
    machine.clock = BigInt(Date.now()) * 1_000_000n
    machine.write('/p/linux.deb', 'changed')
    expect(hasKey(keysOfArchive(machine.host, '/p/linux.deb', 1), 0)).toBe(false)
  })
})
