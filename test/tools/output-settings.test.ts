import { expect, it } from 'vitest'
import { nodeHost } from '../../src/host/node-host.ts'
import type { DepmodOptions } from '../../src/tools/depmod-options.ts'
import { mayKeepOutputs, outputSettings } from '../../src/tools/output-settings.ts'

const BASE: DepmodOptions = { release: '6.1' }

it.each<Partial<DepmodOptions>>([
  { release: '6.2' },
  { config: ['/c'] },
  { systemMap: '/m' },
  { symvers: '/m' },
  { reportSymbols: true },
  { symbolPrefix: '_' },
  { warnDuplicates: true },
  { layout: 'post-order' },
  { kmod: '35' },
])('outputSettings() differ with %j', (option) => {
  expect(outputSettings({ ...BASE, ...option })).not.toBe(outputSettings(BASE))
})

it('outputSettings() are the same however the work is done', () => {
  const how = { root: '/r', outdir: '/o', jobs: 3, cache: '/c', onlyWhenNewer: true, host: nodeHost }
  expect(outputSettings({ ...BASE, ...how })).toBe(outputSettings(BASE))
})

it.each<[Partial<DepmodOptions>, boolean]>([
  [{}, true],
  [{ publish: 'write' }, true],
  [{ publish: 'text' }, false],
  [{ files: [] }, false],
  [{ onDependency: () => undefined }, false],
  [{ host: { ...nodeHost, threadPath: (path) => path } }, false],
])('mayKeepOutputs() of %j is %j', (option, expected) => {
  expect(mayKeepOutputs({ ...BASE, ...option })).toBe(expected)
})
