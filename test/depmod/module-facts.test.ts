import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/base/diagnostic.ts'
import { assignOwners, cleanFacts } from '../../src/depmod/module-facts.ts'
import { KernelSymbols } from '../../src/resolve/kernel-symbols.ts'
import { KERNEL, UNKNOWN } from '../../src/resolve/symbol-owners.ts'
import { tableOf } from '../facts/facts-text.ts'

const MODULES = [{ path: '/m/a.ko' }, { path: '/m/b.ko' }]

function collect() {
  const found: Diagnostic[] = []
  return { found, report: (diagnostic: Diagnostic) => void found.push(diagnostic) }
}

describe('cleanFacts()', () => {
  it('leaves out values with a line break, and names the module of each', () => {
    const { found, report } = collect()
    const table = tableOf([{ modinfo: ['alias=x'] }, { modinfo: ['weakdep=y\ninstall z true'] }])
    expect(cleanFacts(table, MODULES, report)).toBe(table)
    expect(found).toMatchObject([{ code: 'line-break', path: '/m/b.ko', what: 'weakdep' }])
  })
})

describe('assignOwners()', () => {
  it('gives a symbol to the last module that exports it, and none to a name with a line break', () => {
    const { found, report } = collect()
    const facts = tableOf([{ exports: ['both', 'of\na'] }, { exports: ['both'] }])
    const owners = assignOwners(facts, facts.exported, MODULES, { kernelSymbols: undefined, report })
    const ownerOf = (name: string) => {
      const bytes = Buffer.from(name)
      return owners.owner(facts.names.find(bytes, 0, bytes.length))
    }
    expect([ownerOf('both'), ownerOf('of\na')]).toEqual([1, UNKNOWN])
    expect(found).toMatchObject([{ code: 'line-break', path: '/m/a.ko', what: 'symbol', text: 'of\na' }])
  })

  it('knows the symbols of the kernel, and those that every module may need', () => {
    const { report } = collect()
    const facts = tableOf([{ needs: ['_printk', '__this_module'] }])
    const kernelSymbols = new KernelSymbols()
    kernelSymbols.push(Buffer.from('_printk'), 0, 7, 1, 0)
    const owners = assignOwners(facts, facts.exported, MODULES, { kernelSymbols, report })
    const { needed } = facts
    const found = [0, 1].map((row) => owners.owner(owners.lookupId(needed.name.at(row))))
    expect(found).toEqual([KERNEL, KERNEL])
  })
})
