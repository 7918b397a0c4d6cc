import { expect, it } from 'vitest'
import { type Diagnostic, diagnostic } from '../../src/base/diagnostic.ts'
import { beginCachedRun } from '../../src/cache/cached-run.ts'
import { knownOutputs, type OutputsCache, OutputsRecorder } from '../../src/cache/outputs-cache.ts'
import { CACHE, MODULE_DIR, machineWith, PATHS, pathOf } from './few-modules.ts'
import { type Machine, SECOND } from './machine.ts'

const OUTPUTS = [{ name: 'modules.dep', bytes: Uint8Array.of(1) }]
const BUILTIN = `${MODULE_DIR}/modules.builtin`

function cacheOf(machine: Machine, told: Diagnostic[] = []): OutputsCache {
  const report = (d: Diagnostic) => void told.push(d)
  return { host: machine.host, directory: CACHE, moduleDir: MODULE_DIR, settings: '[1]', report }
}

/** A run that searches, reads a file, and reports `problems` in each step. */
function keep(machine: Machine, problems = 0): Diagnostic[] {
  const told: Diagnostic[] = []
  const recorder = new OutputsRecorder(cacheOf(machine, told))
  const problem = (): void => {
    for (let i = 0; i < problems; i++) recorder.report(diagnostic('errsyms-without-symbols', {}))
  }
  problem()
  recorder.next()
  recorder.searchHost().listDirectory(MODULE_DIR)
  recorder.configHost().exists('/etc/depmod.d')
  problem()
  recorder.next()
  const run = beginCachedRun(machine.host, PATHS)
  recorder.otherHost().readFile(BUILTIN)
  recorder.keep(run, OUTPUTS, undefined, (d) => void told.push(d))
  return told
}

function machineWithBuiltin(): Machine {
  const machine = machineWith()
  machine.write(BUILTIN, 'x')
  machine.clock += 60n * SECOND
  return machine
}

it('knows the outputs as long as nothing has changed', () => {
  const machine = machineWithBuiltin()
  expect(knownOutputs(cacheOf(machine)).kind).toBe('nothing')
  expect(keep(machine, 1)).toHaveLength(2)
  const known = knownOutputs(cacheOf(machine))
  expect(known.kind === 'outputs' && known.content.outputs).toEqual(OUTPUTS)
  expect(known.kind === 'outputs' && known.content.diagnostics.map((step) => step.length)).toEqual([1, 1, 0])
})

it.each<[string, (machine: Machine) => void, string]>([
  ['a module', (machine) => machine.write(pathOf(1), 'x'), 'search'],
  ['another file', (machine) => machine.write(BUILTIN, 'y'), 'search'],
  ['the modules that are there', (machine) => machine.remove(pathOf(1)), 'nothing'],
  ['the configuration', (machine) => machine.write('/etc/depmod.d/a.conf', ''), 'nothing'],
])('knows what is left when %s has changed', (_, change, left) => {
  const machine = machineWithBuiltin()
  keep(machine)
  change(machine)
  const known = knownOutputs(cacheOf(machine))
  expect(known.kind).toBe(left)
  if (known.kind === 'search') expect(known.search.run.paths).toEqual(PATHS)
})

it('knows nothing with other settings, of another directory or of another program', () => {
  const machine = machineWithBuiltin()
  keep(machine)
  const cache = cacheOf(machine)
  expect(knownOutputs({ ...cache, settings: '[2]' }).kind).toBe('nothing')
  expect(knownOutputs({ ...cache, moduleDir: '/lib/modules/6.2' }).kind).toBe('nothing')
  expect(knownOutputs(cache).kind).toBe('outputs')
})

it('keeps nothing where a module has no key, and after very many diagnostics', () => {
  const machine = machineWithBuiltin()
  keep(machine, 6000)
  expect(machine.paths(CACHE)).toEqual([])
  machine.chmod(pathOf(2), 0o600)
  machine.clock += 60n * SECOND
  keep(machine)
  expect(machine.paths(CACHE)).toEqual([])
})

it('reports a cache that cannot be written', () => {
  const machine = machineWithBuiltin()
  machine.writeError = 'ENOSPC'
  expect(keep(machine)).toEqual([diagnostic('cache-unwritable', { path: CACHE, errno: 'ENOSPC' })])
})
