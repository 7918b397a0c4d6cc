import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/base/diagnostic.ts'
import { extractThroughCache } from '../../src/cache/extract-through-cache.ts'
import { extractModules } from '../../src/extract/extract-modules.ts'
import { comparableModules } from '../extract/comparable.ts'
import { buildModule } from '../support/elf-builder.ts'
import { CACHE, MODULE_DIR, machineWith, PATHS, pathOf, specOf } from './few-modules.ts'
import { type Machine, SECOND } from './machine.ts'

interface Asked {
  readonly paths?: readonly string[]
  readonly isWhole?: boolean
}

/** Extracts, expects what a run without a cache gives, and returns the modules that were read. */
async function extract(machine: Machine, { paths = PATHS, isWhole = true }: Asked = {}) {
  machine.opened.length = 0
  const reported: Diagnostic[] = []
  const how = { host: machine.host, jobs: 1, exportsAre: 'flagged', withTraits: true } as const
  const cached = await extractThroughCache(paths, how, {
    directory: CACHE,
    host: machine.host,
    keyHost: machine.host,
    moduleDir: MODULE_DIR,
    isWhole,
    report: (diagnostic) => reported.push(diagnostic),
  })
  const read = machine.opened.filter((path) => path.includes(MODULE_DIR))
  const cold = await extractModules(paths, how)
  expect(comparableModules(cached)).toEqual(comparableModules(cold))
  return { read, reported }
}

describe('extractThroughCache()', () => {
  it('reads all modules, then none, then the one that changed', async () => {
    const machine = machineWith()
    expect((await extract(machine)).read).toEqual(PATHS)
    expect((await extract(machine)).read).toEqual([])
    machine.write(pathOf(2), buildModule(specOf(7)))
    machine.clock += 60n * SECOND
    expect((await extract(machine)).read).toEqual([pathOf(2)])
    expect((await extract(machine)).read).toEqual([])
  })

  it('knows some of the modules, in another order, and keeps nothing for them', async () => {
    const machine = machineWith()
    await extract(machine)
    const some = [pathOf(3), pathOf(1)]
    expect((await extract(machine, { paths: some, isWhole: false })).read).toEqual([])
    const [cache = ''] = machine.paths(CACHE)
    const kept = machine.contentOf(cache)
    machine.write(pathOf(1), buildModule(specOf(8)))
    machine.clock += 60n * SECOND
    expect((await extract(machine, { paths: some, isWhole: false })).read).toEqual([pathOf(1)])
    expect(machine.contentOf(cache)).toBe(kept)
  })

  it('knows a file by whatever path its directory has, and no other file', async () => {
    const machine = machineWith()
    await extract(machine)
    const elsewhere = (path: string): string => `/usr${path}`
    const [first = '', ...linked] = PATHS
    for (const path of linked) machine.host.link(path, elsewhere(path))
    machine.write(elsewhere(first), buildModule(specOf(9)))
    machine.clock += 60n * SECOND
    const paths = PATHS.map(elsewhere)
    expect((await extract(machine, { paths, isWhole: false })).read).toEqual([elsewhere(first)])
    // Two files of one name below directories of this name: each is known by its path.
    expect((await extract(machine, { paths: [...PATHS, ...paths] })).read.length).toBeGreaterThan(0)
    expect((await extract(machine, { paths: [...PATHS, ...paths] })).read).toEqual([])
  })

  it('makes a damaged cache again, wherever it is damaged', async () => {
    const machine = machineWith()
    await extract(machine)
    const [cache = ''] = machine.paths(CACHE)
    const sound = machine.contentOf(cache).slice()
    for (let i = 0; i < 30; i++) {
      const damaged = sound.slice()
      const at = Math.floor((i * sound.length) / 30)
      damaged[at] = (damaged[at] ?? 0) ^ 4
      machine.write(cache, damaged)
      expect((await extract(machine)).read).toEqual(PATHS)
    }
    for (const bytes of [sound.slice(0, 100), new Uint8Array(0)]) {
      machine.write(cache, bytes)
      expect((await extract(machine)).read).toEqual(PATHS)
    }
    expect((await extract(machine)).read).toEqual([])
  })

  it('reports once that nothing can be kept', async () => {
    const machine = machineWith()
    machine.writeError = 'ENOSPC'
    const { read, reported } = await extract(machine)
    expect(read).toEqual(PATHS)
    expect(reported.map(({ code }) => code)).toEqual(['cache-unwritable'])
    expect(machine.paths(CACHE)).toEqual([])
  })

  it('reads again what could not be read, and what was changed a moment ago', async () => {
    const machine = machineWith()
    machine.chmod(pathOf(0), 0)
    await extract(machine)
    machine.chmod(pathOf(0), 0o644)
    machine.write(pathOf(1), buildModule(specOf(8)))
    expect((await extract(machine)).read).toEqual([pathOf(0), pathOf(1)])
    expect((await extract(machine)).read).toEqual([pathOf(0), pathOf(1)])
    machine.clock += 60n * SECOND
    await extract(machine)
    expect((await extract(machine)).read).toEqual([])
  })
})
