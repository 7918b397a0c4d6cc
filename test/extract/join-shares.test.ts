import { expect, it } from 'vitest'
import { joinFailures, joinTraits, type ReadPlan } from '../../src/extract/join-shares.ts'
import { UNKNOWN_MODULE } from '../../src/extract/known-facts.ts'
import { columnsOf } from '../../src/facts/facts-columns.ts'
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
      traits: { at: (row) => (row === 0 ? TRAITS : undefined) },
      failures: [failure(1)],
    },
  ],
}

it('gives the traits of what is known, and none of what was not read', () => {
  const traits = joinTraits([], plan)
  expect([0, 1, 2, 3, 4].map((position) => traits.at(position))).toEqual([
    undefined,
    undefined,
    undefined,
    TRAITS,
    undefined,
  ])
})

it('puts failures in the order of the modules', () => {
  const failures = joinFailures([{ failures: [failure(1)] }, { failures: [failure(0)] }], plan)
  expect(failures.map(({ position, message }) => [position, message])).toEqual([
    [0, '1'],
    [1, '0'],
    [2, '1'],
  ])
})
