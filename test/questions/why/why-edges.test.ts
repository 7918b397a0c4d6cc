import { describe, expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import {
  shortestChain,
  softAndWeakEdges,
  symbolEdges,
  type WhyEdge,
} from '../../../src/questions/why/why-edges.ts'
import { kernelTree } from '../../kernel/kernel-tree.ts'
import { fakeNames } from '../names-fake.ts'

describe('shortestChain()', () => {
  const graph: Readonly<Record<string, string>> = { a: 'bc', b: 'd', c: 'e', d: 'e', e: 'a' }
  const edgesFrom = (from: string): WhyEdge[] =>
    [...(graph[from] ?? '')].map((to) => ({ from, to, kind: 'symbols', symbols: [] }))
  const chain = (from: string, to: string) =>
    shortestChain(edgesFrom, from, to)
      ?.map((edge) => edge.from + edge.to)
      .join(' ')

  it.each([
    ['a', 'e', 'ac ce'],
    ['a', 'd', 'ab bd'],
    ['d', 'c', 'de ea ac'],
    ['a', 'a', ''],
    ['a', 'x', undefined],
  ])('from %s to %s: %s', (from, to, expected) => {
    expect(chain(from, to)).toBe(expected)
  })
})

it('makes edges of symbols', async () => {
  const facts = await openKernel({ root: kernelTree() }).facts()
  expect(symbolEdges(facts, 'aes_generic')).toEqual([
    { from: 'aes_generic', to: 'crypto', kind: 'symbols', symbols: ['crypto_alloc'] },
  ])
  expect(symbolEdges(facts, 'nobody')).toEqual([])
})

it('makes edges of softdeps and weakdeps, with the words that make them', () => {
  const names = fakeNames({
    modules: { a: { pre: ['x-y'], post: ['none'], weak: ['b'] }, x_y: {}, b: {} },
  })
  expect(softAndWeakEdges(names, 'a')).toEqual([
    { from: 'a', to: 'x_y', kind: 'softdep-pre', symbols: ['x-y'] },
    { from: 'a', to: 'b', kind: 'weakdep', symbols: ['b'] },
  ])
})
