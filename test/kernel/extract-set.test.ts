import { expect, it } from 'vitest'
import type { Diagnostic } from '../../src/base/diagnostic.ts'
import { extractModules } from '../../src/extract/extract-modules.ts'
import { extractSet, type ModuleGroup } from '../../src/kernel/extract-set.ts'
import { CACHE, machineWith, modulesRead, PATHS, pathOf } from '../cache/few-modules.ts'
import type { Machine } from '../cache/machine.ts'
import { textOfFacts } from '../facts/facts-text.ts'

const how = (machine: Machine) =>
  ({ host: machine.host, jobs: 1, withTraits: true, exportsAre: 'flagged' }) as const

async function extract(machine: Machine, groups: readonly ModuleGroup[], directory?: string) {
  machine.opened.length = 0
  const told: Diagnostic[] = []
  const files = [...new Set(groups.flatMap((group) => group.files))]
  const cache = { directory, report: (d: Diagnostic) => void told.push(d) }
  const { facts, failures, traits } = await extractSet(files, groups, how(machine), cache)
  const read = [...new Set(modulesRead(machine))]
  const cold = await extractModules(files, how(machine))
  expect(textOfFacts(facts)).toEqual(textOfFacts(cold.facts))
  expect(failures).toEqual(cold.failures)
  const traitsOf = (table = traits) => files.map((_, i) => table?.at(i))
  expect(traitsOf()).toEqual(traitsOf(cold.traits))
  return { read, told }
}

const [first = '', ...rest] = PATHS
const DIRECTORY = { directory: '/lib/modules/6.1', files: rest }

it.each<[string, readonly ModuleGroup[], readonly string[]]>([
  ['a directory', [DIRECTORY], []],
  ['a directory and a file', [{ files: [first] }, DIRECTORY], [first]],
  [
    'two directories that share modules',
    [{ directory: '/lib/modules', files: [pathOf(2), first] }, DIRECTORY],
    [],
  ],
  ['files', [{ files: [first] }, { files: [pathOf(1)] }], [first, pathOf(1)]],
])('of %s, only files that were named are read again', async (_, groups, again) => {
  const machine = machineWith()
  expect((await extract(machine, groups)).read.length).toBeGreaterThan(1)
  expect(machine.paths(CACHE)).toEqual([])
  await extract(machine, groups, CACHE)
  expect((await extract(machine, groups, CACHE)).read).toEqual(again)
})

it('reports a cache that cannot be written', async () => {
  const machine = machineWith()
  machine.writeError = 'ENOSPC'
  const { told } = await extract(machine, [DIRECTORY], CACHE)
  expect(told.map(({ code }) => code)).toEqual(['cache-unwritable'])
})
