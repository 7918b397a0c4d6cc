import { describe, expect, it } from 'vitest'
import { nodeHost } from '../../src/host/node-host.ts'
import { type Kernel, openKernel } from '../../src/kernel/open-kernel.ts'
import { check } from '../../src/questions/check/check.ts'
import { closure } from '../../src/questions/closure/closure.ts'
import { graph } from '../../src/questions/graph/graph.ts'
import { list } from '../../src/questions/list.ts'
import { needs } from '../../src/questions/needs.ts'
import { why } from '../../src/questions/why/why.ts'
import { depmod } from '../../src/tools/depmod.ts'
import { notingHost } from '../support/noting-host.ts'
import { kernelTree, MODULE_DIR, RELEASE } from './kernel-tree.ts'

it('reads each part when it is asked for, and once', async () => {
  const opened: string[] = []
  const host = {
    ...nodeHost,
    openFile: (path: string) => {
      opened.push(path.slice(path.lastIndexOf('/') + 1))
      return nodeHost.openFile(path)
    },
  }
  const kernel = openKernel({ root: kernelTree(), host })
  expect(kernel.module('dm_mod')?.relpath).toBe('kernel/drivers/md/dm-mod.ko')
  expect(opened).toEqual([])
  expect(await kernel.facts()).toBe(await kernel.facts())
  expect(opened).toHaveLength(kernel.modules().length)
  // Their .modinfo came with the symbols.
  const some = kernel.modules().slice(0, 1)
  expect(await kernel.modinfo(some)).toBe(await kernel.modinfo(some))
  expect(opened).toHaveLength(kernel.modules().length)
  const fresh = openKernel({ root: kernel.place.root, host })
  await fresh.modinfo(some)
  await fresh.modinfo(some)
  expect(opened).toHaveLength(kernel.modules().length + 1)
})

const TWICE: Readonly<Record<string, (kernel: Kernel) => Promise<unknown>>> = {
  closure: (kernel) => closure(kernel, { names: ['dm-crypt'], filters: { symbol: /./ } }),
  graph: (kernel) => graph(kernel, { names: ['dm-crypt'] }),
  why: (kernel) => why(kernel, { module: 'dm-crypt', needs: 'dm-mod' }),
  check: (kernel) => check(kernel),
  'facts, then all of them': async (kernel) => [await kernel.facts(), await kernel.fullFacts()],
  'one question after the other': async (kernel) => [
    await closure(kernel, { names: ['dm-crypt'] }),
    await closure(kernel, { names: ['aes_generic', 'e1000'] }),
    await needs(kernel, { pattern: /./ }),
    await list(kernel),
  ],
}

describe.each(['auto', 'modules'] as const)('from %s', (from) => {
  it.each(Object.entries(TWICE))('opens no module twice, and counts on: %s', async (_what, ask) => {
    const root = kernelTree()
    await depmod({ root, release: RELEASE })
    const { host, opened } = notingHost()
    const counts: number[] = []
    const totals: number[] = []
    const onProgress = (done: number, total: number) => {
      counts.push(done)
      totals.push(total)
    }
    await ask(openKernel({ root, host, from, jobs: 1, onProgress }))
    const modules = opened.filter((path) => path.endsWith('.ko'))
    expect(modules.length).toBeGreaterThan(1)
    expect(modules.toSorted()).toEqual([...new Set(modules)].sort())
    expect(counts).toEqual(counts.toSorted((a, b) => a - b))
    expect(totals).toEqual(totals.toSorted((a, b) => a - b))
    expect(counts.at(-1)).toBe(totals.at(-1))
  })
})

it('answers from facts that are there as from files', async () => {
  const root = kernelTree()
  const asked = { names: ['dm-crypt', 'e1000'] }
  const fresh = await closure(openKernel({ root }), asked)
  const kernel = openKernel({ root })
  await kernel.fullFacts()
  expect(await closure(kernel, asked)).toEqual(fresh)
  const some = kernel.modules().filter((_, i) => i % 2 === 0)
  const [part, read] = [await kernel.factsOf(some), await openKernel({ root }).factsOf(some)]
  for (const at of some.keys()) {
    expect(part.exported(at)).toEqual(read.exported(at))
    expect(part.needed(at)).toEqual(read.needed(at))
    expect(part.fields(at, 'alias')).toEqual(read.fields(at, 'alias'))
    expect(part.edges(at)).toEqual(read.edges(at))
  }
})

it('keeps what it met on the way', () => {
  const kernel = openKernel({ root: kernelTree({ [`${MODULE_DIR}/modules.order`]: undefined }) })
  expect(kernel.diagnostics).toEqual([])
  kernel.modules()
  expect(kernel.diagnostics.map(({ code }) => code)).toEqual(['modules-order-missing'])
})
