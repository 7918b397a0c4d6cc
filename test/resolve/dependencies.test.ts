import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NameTable } from '../../src/base/name-table.ts'
import { resolveDependencies } from '../../src/resolve/dependencies.ts'
import { KernelSymbols } from '../../src/resolve/kernel-symbols.ts'
import { SymbolOwners } from '../../src/resolve/symbol-owners.ts'
import { anySymbols, resolvedByTheRule } from './by-the-rule.ts'
import { graphOf, rowsOf, type SymbolRow } from './graphs.ts'

type Symbols = readonly (string | SymbolRow)[]

interface Case {
  readonly exported: readonly Symbols[]
  readonly needed: readonly Symbols[]
  readonly kernel?: Readonly<Record<string, number>>
  readonly checkVersions?: boolean
  readonly prefix?: string
}

function ownersOf(names: NameTable, { exported, kernel = {}, prefix = '' }: Case): SymbolOwners {
  const owners = new SymbolOwners(names, prefix)
  const symbols = new KernelSymbols()
  for (const [name, crc] of Object.entries(kernel)) symbols.push(Buffer.from(name), 0, name.length, crc, 0)
  owners.addKernelSymbols(symbols)
  owners.addExported(rowsOf(names, exported))
  return owners
}

/** The graph, and all that was reported on the way. */
function resolved(given: Case) {
  const { needed, checkVersions = false } = given
  const names = new NameTable()
  const owners = ownersOf(names, given)
  const reported: string[] = []
  const edges = resolveDependencies(rowsOf(names, needed), owners, {
    unknownSymbol: (module, name) => reported.push(`${module} unknown ${names.text(name)}`),
    versionMismatch: checkVersions
      ? (module, name) => reported.push(`${module} disagrees ${names.text(name)}`)
      : undefined,
    edge: (module, name, provider) => reported.push(`${module} needs ${names.text(name)} of ${provider}`),
  })
  return { graph: graphOf(edges), reported }
}

const weak = (name: string, crc = 0): SymbolRow => ({ name, crc, weak: true })

describe('resolveDependencies()', () => {
  it.each<[string, Case, number[][], string[]]>([
    [
      'makes an edge per provider, in order of first use',
      { exported: [[], ['a', 'b'], ['c']], needed: [['c', 'a', 'b', 'c'], [], []] },
      [[2, 1], [], []],
      ['0 needs c of 2', '0 needs a of 1'],
    ],
    [
      'makes an edge again for the next user',
      { exported: [['a'], [], []], needed: [[], ['a'], ['a']] },
      [[], [0], [0]],
      ['1 needs a of 0', '2 needs a of 0'],
    ],
    ['makes no edge to the kernel', { exported: [[]], needed: [['k']], kernel: { k: 1 } }, [[]], []],
    ['lets a module depend on itself', { exported: [['a']], needed: [['a']] }, [[0]], ['0 needs a of 0']],
    [
      'reports each unknown symbol as often as it occurs',
      { exported: [[]], needed: [['x', 'y', 'x']] },
      [[]],
      ['0 unknown x', '0 unknown y', '0 unknown x'],
    ],
    ['says nothing of a weak symbol that is unknown', { exported: [[]], needed: [[weak('x')]] }, [[]], []],
    [
      'makes an edge for a weak symbol that somebody has',
      { exported: [['a'], []], needed: [[], [weak('a')]] },
      [[], [0]],
      ['1 needs a of 0'],
    ],
    [
      'reports an unknown symbol with its dot, and an edge by the name that was found',
      { exported: [['a'], []], needed: [[], ['.x', '.a']] },
      [[], [0]],
      ['1 unknown .x', '1 needs a of 0'],
    ],
    [
      'keeps the order of modules and symbols in what it reports',
      { exported: [['a'], ['b'], []], needed: [['x', 'b'], ['y'], ['b', 'z', 'a']] },
      [[1], [], [1, 0]],
      ['0 unknown x', '0 needs b of 1', '1 unknown y', '2 needs b of 1', '2 unknown z', '2 needs a of 0'],
    ],
    ['of nothing is nothing', { exported: [], needed: [] }, [], []],
  ])('%s', (_, given, graph, reported) => {
    expect(resolved(given)).toEqual({ graph, reported })
  })

  const versions: Case = {
    exported: [
      [
        { name: 'a', crc: 1 },
        { name: 'wide', crc: 0xffffffffffffffffn },
      ],
      [],
    ],
    needed: [[], []],
    kernel: { k: 0xfedcba98 },
    checkVersions: true,
  }
  it.each<[string, Symbols, string[]]>([
    [
      'reports nothing of CRCs that agree',
      [
        { name: 'a', crc: 1 },
        { name: 'k', crc: 0xfedcba98 },
      ],
      ['1 needs a of 0'],
    ],
    [
      'reports a CRC that disagrees and makes the edge',
      [{ name: 'a', crc: 2 }],
      ['1 disagrees a', '1 needs a of 0'],
    ],
    ['reports it for symbols of the kernel', [{ name: 'k', crc: 1 }], ['1 disagrees k']],
    [
      'compares the upper 32 bits',
      [{ name: 'wide', crc: 0xffffffff }],
      ['1 disagrees wide', '1 needs wide of 0'],
    ],
    ['reports a need without CRC', ['a'], ['1 disagrees a', '1 needs a of 0']],
    ['ignores a weak one', [weak('a', 2), weak('k', 2)], ['1 needs a of 0']],
    [
      'reports it each time',
      [
        { name: 'k', crc: 1 },
        { name: 'k', crc: 1 },
      ],
      ['1 disagrees k', '1 disagrees k'],
    ],
    ['reports an unknown one as unknown only', [{ name: 'x', crc: 1 }], ['1 unknown x']],
    ['looks after the dot', [{ name: '.a', crc: 1 }], ['1 needs a of 0']],
  ])('with checkVersions, %s', (_, needed, reported) => {
    expect(resolved({ ...versions, needed: [[], needed] }).reported).toEqual(reported)
  })

  it('without checkVersions, no CRC disagrees', () => {
    expect(resolved({ ...versions, needed: [[], ['a', 'k']], checkVersions: false }).reported).toEqual([
      '1 needs a of 0',
    ])
  })

  it('follows the rule of kmod exactly', () => {
    fc.assert(
      fc.property(anySymbols, fc.boolean(), (symbols, checkVersions) => {
        expect(resolved({ ...symbols, checkVersions })).toEqual(resolvedByTheRule(symbols, checkVersions))
      }),
      { numRuns: 500 },
    )
  })

  it('reports only what is asked for, and makes the same edges', () => {
    fc.assert(
      fc.property(
        anySymbols,
        fc.constantFrom('unknown', 'disagrees', 'needs', 'nothing'),
        (symbols, wanted) => {
          const { graph, reported } = resolvedByTheRule(symbols, true)
          const names = new NameTable()
          const owners = ownersOf(names, symbols)
          const heard: string[] = []
          const hear = (word: string) =>
            word === wanted
              ? (module: number, name: number) => heard.push(`${module} ${word} ${names.text(name)}`)
              : undefined
          const edges = resolveDependencies(rowsOf(names, symbols.needed), owners, {
            unknownSymbol: hear('unknown'),
            versionMismatch: hear('disagrees'),
            edge: hear('needs'),
          })
          expect(graphOf(edges)).toEqual(graph)
          expect(heard).toEqual(
            reported
              .filter((text) => text.includes(` ${wanted} `))
              .map((text) => text.replace(/ of \d+$/, '')),
          )
        },
      ),
    )
  })
})
