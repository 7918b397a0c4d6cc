import { describe, expect, it } from 'vitest'
import { nodeHost } from '../../src/host/node-host.ts'
import { encodeIndex } from '../../src/indexes/encode-index.ts'
import { openModuleLookup } from '../../src/lookup/modinfo-lookup.ts'
import { tempTree } from '../support/temp-tree.ts'

type Entries = readonly (readonly [key: string, value: string])[]

const index = (entries: Entries): Uint8Array =>
  Buffer.from(
    encodeIndex(
      entries.map(([key, value]) => ({ key, value, priority: 0 })),
      'pre-order',
    ),
  )

const INDEXES: Readonly<Record<string, Entries>> = {
  dep: [
    ['a_b', 'kernel/a-b.ko: kernel/c.ko'],
    ['ext', '/opt/ext.ko:'],
    ['both', 'kernel/both.ko:'],
  ],
  alias: [
    ['pci:v1*', 'a_b'],
    ['stale', 'gone'],
  ],
  symbols: [['symbol:printk', 'ext']],
  builtin: [
    ['bi', ''],
    ['both', ''],
  ],
  'builtin.alias': [
    ['bus:*', 'one'],
    ['bus:*', 'two'],
  ],
}

function lookup(without: readonly string[] = []) {
  const files = Object.entries(INDEXES).filter(([name]) => !without.includes(name))
  const dir = tempTree({
    'modules.order': '',
    ...Object.fromEntries(files.map(([name, entries]) => [`modules.${name}.bin`, index(entries)])),
  })
  const resultsOf = (found: readonly { modname: string; path?: string; isBuiltin: boolean }[]): string[] =>
    found.map(
      ({ modname, path, isBuiltin }) =>
        `${modname} ${path?.replace(dir, 'DIR') ?? '-'}${isBuiltin ? ' builtin' : ''}`,
    )
  const { byName, byAlias } = openModuleLookup(nodeHost, dir)
  return {
    byName: (name: string) => resultsOf(byName(name)),
    byAlias: (name: string) => resultsOf(byAlias(name)),
  }
}

describe('byAlias()', () => {
  it.each([
    ['a-b', ['a_b DIR/kernel/a-b.ko']],
    ['ext', ['ext /opt/ext.ko']],
    ['symbol:printk', ['ext /opt/ext.ko']],
    ['pci:v1d2', ['a_b DIR/kernel/a-b.ko']],
    ['stale', ['gone -']],
    ['bi', ['bi - builtin']],
    ['both', ['both DIR/kernel/both.ko builtin']],
    ['nosuch', []],
    ['', []],
  ])('of %j is %j', (text, expected) => {
    expect(lookup().byAlias(text)).toEqual(expected)
  })

  it('gives builtin modules of one alias as kmod reads them', () => {
    expect(lookup().byAlias('bus:1').sort()).toEqual(['one - builtin', 'two - builtin'])
  })

  it('refuses an unmatched bracket', () => {
    expect(() => lookup().byAlias('a[b')).toThrow(expect.objectContaining({ code: 'KMOD_USAGE' }))
  })

  it('asks every index that there is, whatever is missing', () => {
    expect(lookup(['builtin', 'alias']).byAlias('a-b')).toEqual(['a_b DIR/kernel/a-b.ko'])
    expect(lookup(['dep', 'builtin']).byAlias('bus:1')).toHaveLength(2)
    expect(lookup(Object.keys(INDEXES)).byAlias('a-b')).toEqual([])
  })
})

describe('a file that modules.dep names', () => {
  const DEP: Entries = [
    ['a', 'k/a.ko: k/b.ko k/c.ko /opt/d.ko'],
    ['b', 'k/b.ko:'],
    ['own', 'k/own.ko:\tk/b.ko'],
  ]
  const missing = (name: string) => {
    const dir = tempTree({ 'k/b.ko': '', 'modules.dep.bin': index(DEP) })
    const [found] = openModuleLookup(nodeHost, dir).byName(name)
    return (
      found?.missingDependency && {
        ...found.missingDependency,
        path: found.missingDependency.path.replace(dir, 'DIR'),
      }
    )
  }
  it('is missing: the first one is named', () => {
    expect(missing('a')).toEqual({ path: 'DIR/k/c.ko', errno: 'ENOENT' })
  })
  it.each(['b', 'own'])('is not missing for %s: its own file is not looked at', (name) => {
    expect(missing(name)).toBeUndefined()
  })
})

describe('byName()', () => {
  it.each([
    ['a-b', ['a_b DIR/kernel/a-b.ko']],
    ['a-b.ko', ['a_b DIR/kernel/a-b.ko']],
    ['bi.x', ['bi - builtin']],
    ['/x/a_b', []],
    ['pci:v1d2', []],
    ['a[', []],
    ['', []],
  ])('of %j is %j', (text, expected) => {
    expect(lookup().byName(text)).toEqual(expected)
  })

  it('gives one module of a builtin alias', () => {
    expect(lookup().byName('bus:1')).toHaveLength(1)
  })
})
