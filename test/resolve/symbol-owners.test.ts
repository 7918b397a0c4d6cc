import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NameTable } from '../../src/base/name-table.ts'
import { KernelSymbols } from '../../src/resolve/kernel-symbols.ts'
import { KERNEL, SymbolOwners, UNKNOWN } from '../../src/resolve/symbol-owners.ts'
import { anySymbols, ownerByTheRule } from './by-the-rule.ts'
import { rowsOf, type SymbolRow } from './graphs.ts'

const bytesOf = (name: string): Buffer => Buffer.from(name, 'latin1')

function kernelSymbols(crcs: Readonly<Record<string, number>>): KernelSymbols {
  const symbols = new KernelSymbols()
  for (const [name, crc] of Object.entries(crcs)) symbols.push(bytesOf(name), 0, name.length, crc, 0)
  return symbols
}

interface Offer {
  readonly kernel?: Readonly<Record<string, number>>
  readonly modules?: readonly (readonly (string | SymbolRow)[])[]
  readonly prefix?: string
}

/** Who is asked for a needed symbol; kernel symbols bring the fake ones along, as in a run. */
class Owners {
  readonly names = new NameTable()
  readonly owners: SymbolOwners

  constructor({ kernel, modules = [], prefix }: Offer) {
    this.owners = new SymbolOwners(this.names, prefix)
    if (kernel) {
      this.owners.addKernelSymbols(kernelSymbols(kernel))
      this.owners.addFakeSymbols()
    }
    this.owners.addExported(rowsOf(this.names, modules))
  }

  lookupId(needed: string): number {
    return this.owners.lookupId(this.names.intern(bytesOf(needed), 0, needed.length))
  }

  of(needed: string): number {
    return this.owners.owner(this.lookupId(needed))
  }

  hasCrc(needed: string, low: number, high = 0): boolean {
    return this.owners.hasCrc(this.lookupId(needed), low | 0, high | 0)
  }
}

describe('SymbolOwners', () => {
  it.each<[string, Offer, string, number]>([
    ['the module that exports it', { modules: [[], ['a']] }, 'a', 1],
    ['the last of those that export it', { modules: [['a'], ['a'], ['b']] }, 'a', 1],
    ['a module rather than the kernel', { kernel: { a: 1 }, modules: [['a']] }, 'a', 0],
    ['the kernel where no module exports it', { kernel: { a: 1 }, modules: [['b']] }, 'a', KERNEL],
    ['nobody', { kernel: { a: 1 }, modules: [['b']] }, 'c', UNKNOWN],
    ['nobody, for a longer name', { modules: [['ab']] }, 'a', UNKNOWN],
    ['the owner of the name without its dot', { modules: [['foo']] }, '.foo', 0],
    ['only one dot less', { modules: [['foo']] }, '..foo', UNKNOWN],
    ['nobody, for an export that has the dot itself', { modules: [['.foo']] }, '.foo', UNKNOWN],
    ['that export, with one dot more', { modules: [['.foo']] }, '..foo', 0],
    ['nobody, for a lone dot', { modules: [['a']] }, '.', UNKNOWN],
  ])('owner() of a needed symbol is %s', (_, offer, needed, owner) => {
    expect(new Owners(offer).of(needed)).toBe(owner)
  })

  it.each<[string, Offer, string, number]>([
    ['is taken off an export', { modules: [['_a']] }, 'a', 0],
    ['is taken off once', { modules: [['__a']] }, '_a', UNKNOWN],
    ['is taken off what is needed', { modules: [['a']] }, '_a', 0],
    ['goes after the dot', { modules: [['_a']] }, '._a', 0],
    ['before the dot hides it', { modules: [['.a']] }, '_.a', 0],
    ['alone leaves an empty name', { modules: [['_']] }, '_', 0],
    ['makes two exports one, and the last one wins', { modules: [['_a'], ['a']] }, '_a', 1],
  ])('the prefix "_" %s', (_, offer, needed, owner) => {
    expect(new Owners({ ...offer, prefix: '_' }).of(needed)).toBe(owner)
  })

  it('follows the rule of kmod exactly', () => {
    fc.assert(
      fc.property(anySymbols, (symbols) => {
        const { kernel, exported, needed, prefix } = symbols
        const names = new NameTable()
        const owners = new SymbolOwners(names, prefix)
        owners.addKernelSymbols(kernelSymbols(kernel))
        const rows = rowsOf(names, needed)
        owners.addExported(rowsOf(names, exported))
        for (const [row, { name }] of needed.flat().entries())
          expect(owners.owner(owners.lookupId(rows.name.at(row)))).toBe(ownerByTheRule(symbols, name))
      }),
    )
  })

  it('an empty prefix is none', () => {
    expect(new Owners({ modules: [['_a']], prefix: '' }).of('a')).toBe(UNKNOWN)
  })

  it.each(['__this_module', '_GLOBAL_OFFSET_TABLE_', 'TOC.', '.TOC.'])('the kernel has %s', (name) => {
    expect(new Owners({ kernel: {} }).of(name)).toBe(KERNEL)
    expect(new Owners({}).of(name)).toBe(UNKNOWN)
  })

  it('a TOC. of the kernel keeps its CRC; those that it has not have 0', () => {
    const owners = new Owners({ kernel: { 'TOC.': 7 } })
    expect([owners.hasCrc('TOC.', 7), owners.hasCrc('_GLOBAL_OFFSET_TABLE_', 0)]).toEqual([true, true])
  })

  // kmod: depmod_add_fake_syms() asks only for TOC. whether it is there already.
  it.each(['__this_module', '_GLOBAL_OFFSET_TABLE_'])(
    '%s has no CRC, regardless of the kernel says',
    (name) => {
      expect(new Owners({ kernel: { [name]: 7 } }).hasCrc(name, 0)).toBe(true)
    },
  )

  it('hasCrc() compares all 64 bits of the owner that counts', () => {
    const crc = 0xffffffff00000001n
    const owners = new Owners({
      kernel: { a: 5, k: 0xfedcba98 },
      modules: [[{ name: 'a', crc: 1 }], [{ name: 'a', crc }]],
    })
    expect([owners.hasCrc('a', 1, 0xffffffff), owners.hasCrc('a', 1, 0), owners.hasCrc('a', 5)]).toEqual([
      true,
      false,
      false,
    ])
    expect([owners.hasCrc('k', 0xfedcba98), owners.hasCrc('k', 0xfedcba99)]).toEqual([true, false])
  })

  it('lookupId() is -1 for a name that exists only with its dot', () => {
    expect(new Owners({ modules: [['a']] }).lookupId('.nowhere')).toBe(-1)
  })

  it('lookupId() finds what was added since it was asked last', () => {
    const owners = new Owners({ modules: [['a']] })
    expect(owners.lookupId('.b')).toBe(-1)
    const b = owners.names.intern(bytesOf('b'), 0, 1)
    expect(owners.lookupId('.b')).toBe(b)
  })

  it('remove() leaves a symbol to nobody', () => {
    const owners = new Owners({ modules: [['a']] })
    owners.owners.remove(owners.lookupId('a'))
    expect(owners.of('a')).toBe(UNKNOWN)
  })

  it('size covers every exported name', () => {
    const owners = new Owners({ modules: [['a', 'b'], ['c']] })
    expect(owners.owners.size).toBe(3)
    expect([owners.owners.owner(-1), owners.owners.owner(3)]).toEqual([UNKNOWN, UNKNOWN])
  })
})

it('SymbolOwners.byName has the owner of each name', () => {
  const { names, owners } = new Owners({ kernel: { printk: 1 }, modules: [['a'], ['b', 'a']] })
  expect([...owners.byName]).toEqual(Array.from({ length: names.size }, (_, name) => owners.owner(name)))
  expect([...owners.byName]).toContain(KERNEL)
})
