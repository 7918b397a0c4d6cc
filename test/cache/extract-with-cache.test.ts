import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/base/diagnostic.ts'
import { decodeCache, encodeCache } from '../../src/cache/cache-format.ts'
import { extractWithCache } from '../../src/cache/extract-with-cache.ts'
import { extractModules } from '../../src/extract/extract-modules.ts'
import type { ExtractedModules } from '../../src/extract/extracted-modules.ts'
import { textOfFacts } from '../facts/facts-text.ts'
import { buildModule } from '../support/elf-builder.ts'
import { CACHE, MODULE_DIR, machineWith, modulesRead, PATHS, pathOf, specOf } from './few-modules.ts'
import { type Machine, SECOND } from './machine.ts'

/** Extracts, expects what a run without a cache gives (`expected`, if it is known), and returns the modules that were read. */
async function extract(machine: Machine, paths: readonly string[] = PATHS, expected?: ExtractedModules) {
  machine.opened.length = 0
  const told: Diagnostic[] = []
  const { facts, failures } = await extractWithCache(paths, {
    host: machine.host,
    jobs: 1,
    directory: CACHE,
    moduleDir: MODULE_DIR,
    report: (d) => told.push(d),
  })
  const read = modulesRead(machine)
  const cold = expected ?? (await extractModules(paths, { host: machine.host, jobs: 1 }))
  expect(textOfFacts(facts)).toEqual(textOfFacts(cold.facts))
  expect(failures).toEqual(cold.failures)
  return { read, failures, told }
}

describe('extractWithCache()', () => {
  it('reads all modules, then none, then the one that changed', async () => {
    const machine = machineWith()
    expect((await extract(machine)).read).toEqual(PATHS)
    expect((await extract(machine)).read).toEqual([])
    machine.write(pathOf(2), buildModule(specOf(7)))
    machine.clock += 60n * SECOND
    expect((await extract(machine)).read).toEqual([pathOf(2)])
    expect((await extract(machine)).read).toEqual([])
  })

  it('writes nothing when nothing changed', async () => {
    const machine = machineWith()
    await extract(machine)
    const [cache = ''] = machine.paths(CACHE)
    const before = machine.host.status(cache)
    machine.clock += SECOND
    await extract(machine)
    expect(machine.paths(CACHE)).toEqual([cache])
    expect(machine.host.status(cache)).toEqual(before)
  })

  it('knows modules in another order, and without those that are gone', async () => {
    const machine = machineWith()
    await extract(machine)
    expect((await extract(machine, [pathOf(3), pathOf(1)])).read).toEqual([])
    expect((await extract(machine)).read).toEqual([pathOf(0), pathOf(2)])
  })

  it('reads again and again what was changed a moment ago', async () => {
    const machine = machineWith()
    await extract(machine)
    machine.write(pathOf(1), buildModule(specOf(8)))
    expect((await extract(machine)).read).toEqual([pathOf(1)])
    // In the same tick of the clock, with the same size: nothing in the status shows it.
    machine.write(pathOf(1), buildModule(specOf(9)))
    expect((await extract(machine)).read).toEqual([pathOf(1)])
    machine.clock += 3n * SECOND
    expect((await extract(machine)).read).toEqual([pathOf(1)])
    expect((await extract(machine)).read).toEqual([])
  })

  it('never trusts a change that happens while it reads', async () => {
    const machine = machineWith()
    machine.onClose = (path) => {
      if (path === pathOf(1)) machine.write(path, buildModule(specOf(9)))
      machine.onClose = path === pathOf(1) ? undefined : machine.onClose
    }
    await extractWithCache(PATHS, {
      host: machine.host,
      jobs: 1,
      directory: CACHE,
      moduleDir: MODULE_DIR,
      report: () => undefined,
    })
    expect((await extract(machine)).read).toEqual([pathOf(1)])
  })

  it('never trusts a file that is renamed during the read without a new ctime', async () => {
    const machine = machineWith()
    const swap = (): void => machine.swap(pathOf(1), pathOf(2))
    machine.onClose = (path) => {
      if (path !== pathOf(0)) return
      machine.onClose = undefined
      swap()
    }
    await extractWithCache(PATHS, {
      host: machine.host,
      jobs: 1,
      directory: CACHE,
      moduleDir: MODULE_DIR,
      report: () => undefined,
    })
    swap()
    expect((await extract(machine)).read).toEqual([pathOf(1), pathOf(2)])
  })

  it('tries modules that cannot be read each time, and reports them by their position', async () => {
    const machine = machineWith()
    machine.write(pathOf(3), 'no module')
    machine.write(pathOf(1), buildModule(specOf(1)).slice(0, 300))
    machine.clock += 60n * SECOND
    for (const read of [PATHS, [pathOf(1), pathOf(3)], [pathOf(1), pathOf(3)]]) {
      const run = await extract(machine)
      expect(run.read).toEqual(read)
      expect(run.failures.map(({ position }) => position)).toEqual([1, 3])
    }
  })

  it('does not know for one user what only another may read', async () => {
    const machine = machineWith()
    machine.isPrivileged = true
    machine.chmod(pathOf(2), 0o600)
    machine.clock += 60n * SECOND
    expect((await extract(machine)).failures).toEqual([])
    machine.isPrivileged = false
    expect((await extract(machine)).failures).toMatchObject([{ position: 2, errno: 'EACCES' }])
  })

  it('keeps nothing where no module can be told apart', async () => {
    const machine = machineWith()
    for (const path of PATHS) machine.chmod(path, 0o640)
    machine.isPrivileged = true
    await extract(machine)
    expect(machine.paths(CACHE)).toEqual([])
  })

  it('forgets the names of modules that are gone', async () => {
    const machine = machineWith()
    await extract(machine)
    const [cache = ''] = machine.paths(CACHE)
    const size = machine.contentOf(cache).length
    for (let round = 10; round < 40; round++) {
      machine.write(pathOf(0), buildModule(specOf(round)))
      machine.clock += 60n * SECOND
      await extract(machine)
    }
    expect(machine.contentOf(cache).length).toBeLessThan(size + 100)
  })

  it.each(['ENOSPC', 'EROFS'])('reports once that the cache cannot be written: %s', async (errno) => {
    const machine = machineWith()
    machine.writeError = errno
    expect((await extract(machine)).told).toEqual([
      { code: 'cache-unwritable', severity: 'warning', path: CACHE, errno },
    ])
    expect(machine.paths(CACHE)).toEqual([])
  })

  it('is not misled by the cache of another module dir or another program', async () => {
    const machine = machineWith()
    await extract(machine)
    const [cache = ''] = machine.paths(CACHE)
    const content = decodeCache(machine.contentOf(cache))
    for (const other of [{ moduleDir: '/lib/modules/6.2' }, { tool: 'tskmod 0.0.0' }]) {
      if (content) machine.write(cache, Buffer.concat(encodeCache({ ...content, ...other })))
      expect((await extract(machine)).read).toEqual(PATHS)
    }
    if (content) machine.write(cache, Buffer.concat(encodeCache(content)))
    expect((await extract(machine)).read).toEqual([])
  })

  it('takes a cache cut at any length or damaged at any byte for none', async () => {
    const machine = machineWith(1)
    const paths = [pathOf(0)]
    await extract(machine, paths)
    const [cache = ''] = machine.paths(CACHE)
    const sound = machine.contentOf(cache).slice()
    const cold = await extractModules(paths, { host: machine.host, jobs: 1 })
    for (let i = 0; i < sound.length; i++) {
      machine.write(cache, sound.slice(0, i))
      expect(await extract(machine, paths, cold)).toMatchObject({ read: paths, told: [] })
      expect(Buffer.from(sound).equals(machine.contentOf(cache)), 'made anew').toBe(true)
      const damaged = sound.slice()
      damaged[i] = (damaged[i] ?? 0) ^ 0xff
      machine.write(cache, damaged)
      expect(await extract(machine, paths, cold)).toMatchObject({ read: paths, told: [] })
    }
  })
})
