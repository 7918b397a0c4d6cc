import { expect, it } from 'vitest'
import { joinFailures, joinTraits, type ReadPlan } from '../../src/extract/join-shares.ts'
import { UNKNOWN_MODULE } from '../../src/extract/known-facts.ts'
import { columnsOf } from '../../src/facts/facts-columns.ts'
import { TraitsCollector } from '../../src/facts/traits-table.ts'
import { ROW_WORDS } from '../../src/wasm/traits-layout.ts'
import { tableOf } from '../facts/facts-text.ts'
import { TRAITS } from '../facts/some-traits.ts'

const failure = (position: number) => ({ position, cause: 'KMOD_IO', message: `${position}` }) as const

/** Of four modules the first and the last are known, as the last and the first of an earlier run. */
const plan: ReadPlan = {
  paths: ['/b', '/c'],
  positions: Int32Array.of(1, 2),
  count: 4,
  known: [
    {
      columns: columnsOf(tableOf([{}, {}])),
      rows: Int32Array.of(1, UNKNOWN_MODULE, UNKNOWN_MODULE, 0),
      traits: [TRAITS, undefined],
      failures: [failure(1)],
    },
  ],
}

it('places traits of what was read, and of what is known', () => {
  const read = { ...TRAITS, machine: 1 }
  const collector = new TraitsCollector()
  collector.addOther(undefined)
  collector.addOther(read)
  const traits = collector.columns({ words: new Int32Array(2 * ROW_WORDS), text: new Uint8Array(0) })
  const joined = joinTraits([{ batches: [{ start: 0, end: 2 }], traits }], plan)
  expect([0, 1, 2, 3].map((position) => joined.at(position))).toEqual([undefined, undefined, read, TRAITS])
})

it('puts failures in the order of the modules', () => {
  const failures = joinFailures([{ failures: [failure(1)] }, { failures: [failure(0)] }], plan)
  expect(failures.map(({ position, message }) => [position, message])).toEqual([
    [0, '1'],
    [1, '0'],
    [2, '1'],
  ])
})
