import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LoadOrderOptions, loadOrder } from '../../../src/questions/closure/load-order.ts'
import { type FakeKernel, type FakeModule, fakeNames } from '../names-fake.ts'

const order = (kernel: FakeKernel, wanted: readonly string[], options: LoadOrderOptions = {}) =>
  loadOrder(
    fakeNames(kernel),
    wanted.map((modname) => ({
      modname,
      isBuiltin: kernel.builtins?.includes(modname) ?? false,
      word: modname,
    })),
    options,
  )
const listed = (kernel: FakeKernel, wanted: readonly string[], options: LoadOrderOptions = {}): string[] =>
  order(kernel, wanted, options).modules.map(({ copy, reason, for: by }) => `${copy.modname} ${reason} ${by}`)

describe('loadOrder()', () => {
  it('puts what is needed first, then softdeps pre, the module, and softdeps post', () => {
    const modules = {
      a: { needs: ['low', 'dep'], pre: ['p'], post: ['q'] },
      dep: { needs: ['low'] },
      low: {},
      p: {},
      q: {},
    }
    expect(listed({ modules }, ['a'])).toEqual([
      'low dependency a',
      'dep dependency a',
      'p softdep-pre a',
      'a requested a',
      'q softdep-post a',
    ])
  })

  it('puts weakdeps last, and theirs', () => {
    const modules = { a: { weak: ['w'] }, w: { needs: ['d'], weak: ['v'] }, d: {}, v: {}, b: {} }
    expect(listed({ modules }, ['a', 'b'])).toEqual([
      'a requested a',
      'b requested b',
      'd dependency w',
      'w weakdep a',
      'v weakdep w',
    ])
  })

  it('takes mutual softdeps', () => {
    const modules = { a: { pre: ['b'] }, b: { pre: ['a'] } }
    expect(listed({ modules }, ['a'])).toEqual(['b softdep-pre a', 'a requested a'])
    expect(listed({ modules: { a: { post: ['b'] }, b: { post: ['a'] } } }, ['a'])).toEqual([
      'a requested a',
      'b softdep-post a',
    ])
  })

  it('loads a module before its own softdep, if that needs it', () => {
    expect(listed({ modules: { a: { pre: ['b'] }, b: { needs: ['a'] } } }, ['a'])).toEqual([
      'a requested a',
      'b softdep-pre a',
    ])
  })

  it('says of a module that was asked for that it was, wherever it comes', () => {
    expect(listed({ modules: { a: { needs: ['b'] }, b: {} } }, ['a', 'b'])).toEqual([
      'b requested b',
      'a requested a',
    ])
  })

  it('keeps builtin modules apart', () => {
    const kernel = { modules: { a: { pre: ['x', 'y'] } }, builtins: ['x', 'z'] }
    expect(order(kernel, ['a', 'z']).builtins).toEqual([
      { modname: 'x', reason: 'softdep-pre', for: 'a' },
      { modname: 'z', reason: 'requested', for: 'z' },
    ])
  })

  it('tells what is missing, each thing once', () => {
    const modules: Record<string, FakeModule> = {
      a: { needs: ['gone'], pre: ['none'], weak: ['nix'] },
      b: { pre: ['none'] },
      gone: { isGone: true },
    }
    const { missing, modules: found } = order({ modules }, ['a', 'b'])
    expect(missing).toEqual([
      { kind: 'file', name: 'kernel/gone.ko', for: 'a' },
      { kind: 'softdep', name: 'none', for: 'a' },
      { kind: 'weakdep', name: 'nix', for: 'a' },
    ])
    expect(found.map(({ copy }) => copy.modname)).toEqual(['a', 'b'])
  })

  it('tells a name that no index has', () => {
    expect(order({ modules: {} }, ['a']).missing).toEqual([{ kind: 'name', name: 'a' }])
  })

  it('leaves out what is excluded, and what only that would have brought', () => {
    const modules = { a: { needs: ['b'], pre: ['c'] }, b: {}, c: { needs: ['d'] }, d: {} }
    const isExcluded = (modname: string) => modname === 'b' || modname === 'c'
    expect(listed({ modules }, ['a'], { isExcluded })).toEqual(['a requested a'])
  })

  it('has each module once, and never before one that it needs, whatever softdeps say', () => {
    const count = 12
    const name = (i: number) => `m${i}`
    const some = fc.array(fc.nat(count - 1), { maxLength: 3 })
    const graph = fc.array(fc.record({ direct: some, pre: some, post: some, weak: some }), {
      minLength: count,
      maxLength: count,
    })
    fc.assert(
      fc.property(graph, fc.array(fc.nat(count - 1), { minLength: 1, maxLength: 4 }), (rows, wanted) => {
        // Real dependencies lead downwards, so that there is an order.
        const needs: number[][] = []
        for (const [i, { direct }] of rows.entries()) {
          const below = direct
            .filter((other) => other < i)
            .flatMap((other) => [...(needs[other] ?? []), other])
          needs.push([...new Set(below)].sort((a, b) => a - b))
        }
        const modules = Object.fromEntries(
          rows.map(({ pre, post, weak }, i) => [
            name(i),
            {
              needs: needs[i]?.map(name) ?? [],
              pre: pre.map(name),
              post: post.map(name),
              weak: weak.map(name),
            },
          ]),
        )
        const found = order({ modules }, wanted.map(name)).modules.map(({ copy }) => copy.modname)
        expect(new Set(found).size).toBe(found.length)
        for (const [at, modname] of found.entries()) {
          const { needs = [], pre = [], post = [], weak = [] } = modules[modname] ?? {}
          for (const needed of needs) expect(found.slice(0, at)).toContain(needed)
          for (const other of [...pre, ...post, ...weak]) expect(found).toContain(other)
        }
      }),
    )
  })
})
