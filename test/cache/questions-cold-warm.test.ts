/** Whatever is done to a tree between two questions, the answer with a cache is the answer without one. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openAbiTarget } from '../../src/kernel/abi-target.ts'
import type { KernelOptions } from '../../src/kernel/kernel-location.ts'
import { loadModuleSet } from '../../src/kernel/module-set.ts'
import { type Kernel, openKernel } from '../../src/kernel/open-kernel.ts'
import { check } from '../../src/questions/check/check.ts'
import { closure } from '../../src/questions/closure/closure.ts'
import { compareAbi } from '../../src/questions/compare/abi.ts'
import { diff } from '../../src/questions/compare/diff.ts'
import { preflight } from '../../src/questions/compare/preflight.ts'
import { graph } from '../../src/questions/graph/graph.ts'
import { list } from '../../src/questions/list.ts'
import { needs } from '../../src/questions/needs.ts'
import { reach } from '../../src/questions/reach/reach.ts'
import { why } from '../../src/questions/why/why.ts'
import { buildModule } from '../support/elf-builder.ts'
import { CACHE, CONFIG, MODULE_DIR, newMachine, SYSTEM_MAP, step } from './edits.ts'
import { type Machine, MS, SECOND } from './machine.ts'

/** A kernel that does not change, to compare the other one with. */
const OTHER_DIR = '/other/lib/modules/6.1.0-test'

type Question = (kernel: Kernel, other: Kernel) => unknown

const QUESTIONS: Readonly<Record<string, Question>> = {
  closure: (kernel) => closure(kernel, { names: ['m0', 'a1'], filters: { notName: /^m9$/ } }),
  why: (kernel) => why(kernel, { module: 'm1', tree: true }),
  needs: (kernel) => needs(kernel, { pattern: /^sym_/ }),
  check: (kernel) => check(kernel),
  diff: (kernel, other) => diff(other, kernel),
  graph: (kernel) => graph(kernel, { names: ['m2'] }),
  list: (kernel) => list(kernel),
  reach: (kernel) => reach(kernel),
  preflight: (kernel, other) => preflight(other, kernel),
  abi: (kernel) => abi(kernel),
}

/** Modules of two directories, one of them inside another, in the kernel that is asked about. */
async function abi({ options: { host, cache } }: Kernel): Promise<unknown> {
  const how = cache === undefined ? {} : { cache }
  const target = await openAbiTarget(MODULE_DIR, host, how)
  const directories = [`${OTHER_DIR}/kernel`, MODULE_DIR, OTHER_DIR]
  const set = await loadModuleSet(directories, { ...(host && { host }), jobs: 1, ...how })
  const { failures, exports, modules } = set
  return { compared: await compareAbi(set, [target]), failures, exports, modules }
}

/** Problems of the cache itself are no part of the answer. */
const diagnosticsOf = ({ diagnostics }: Kernel) =>
  diagnostics.filter(({ code }) => code !== 'cache-unwritable')

/** The answer as plain data, or the error. */
async function ask(machine: Machine, question: Question, cache: boolean): Promise<unknown> {
  const open = (root: string): Kernel => {
    const options: KernelOptions = {
      root,
      release: '6.1.0-test',
      from: 'modules',
      depmodConfig: [CONFIG],
      systemMap: SYSTEM_MAP,
      host: machine.host,
      jobs: 1,
      ...(cache && { cache: CACHE }),
    }
    return openKernel(options)
  }
  try {
    const [kernel, other] = [open('/'), open('/other')]
    const answer = await question(kernel, other)
    return plain({ answer, diagnostics: [kernel, other].map(diagnosticsOf) })
  } catch (error) {
    return { error: String(error) }
  }
}

/** Maps, sets and big integers as JSON has them. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, one: unknown) => {
      if (one instanceof Map) return { map: [...one] }
      if (one instanceof Set) return { set: [...one] }
      return typeof one === 'bigint' ? `${one}n` : one
    }),
  )

function machineWithTwo(tick: bigint): Machine {
  const machine = newMachine(tick)
  machine.write(`${OTHER_DIR}/modules.builtin`, '')
  machine.write(`${OTHER_DIR}/kernel/m0.ko`, buildModule({ exports: ['sym_0'], modinfo: ['license=GPL'] }))
  machine.write(`${OTHER_DIR}/kernel/m9.ko`, buildModule({ needs: ['sym_0'], modinfo: ['parm=p:number'] }))
  machine.clock += 60n * SECOND
  return machine
}

describe('with a cache', () => {
  it.each(Object.entries(QUESTIONS))(
    '%s answers what it answers without one after any edits',
    async (_, question) => {
      const ticks = fc.constantFrom(1n, 10n * MS, 2n * SECOND)
      let answers = 0
      const property = fc.asyncProperty(
        ticks,
        fc.array(step, { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        async (tick, steps, startsWithAnother) => {
          const machine = machineWithTwo(tick)
          // What one question kept, another one finds: without traits, or with them.
          if (startsWithAnother) await ask(machine, QUESTIONS.check ?? question, true)
          for (const { waits, during, edits } of steps) {
            machine.clock += waits[0]
            machine.onClose = () => {
              machine.onClose = undefined
              during?.(machine)
            }
            await ask(machine, question, true)
            machine.onClose = undefined
            machine.clock += waits[1]
            for (const edit of edits) edit(machine)
            machine.clock += waits[2]
            const warm = await ask(machine, question, true)
            const cold = await ask(machine, question, false)
            expect(warm).toEqual(cold)
            if (!(cold instanceof Object && 'error' in cold)) answers++
          }
        },
      )
      await fc.assert(property, { numRuns: 12 })
      expect(answers).toBeGreaterThan(5)
    },
  )

  it.each(Object.entries(QUESTIONS))('%s reads no module a second time', async (_, question) => {
    const machine = machineWithTwo(1n)
    const first = await ask(machine, question, true)
    expect(machine.opened.length).toBeGreaterThan(2)
    machine.opened.length = 0
    expect(await ask(machine, question, true)).toEqual(first)
    expect(
      machine.opened.filter((path) => path.startsWith(MODULE_DIR) || path.startsWith(OTHER_DIR)),
    ).toEqual([])
  })
})
