import { expect, it } from 'vitest'
import { joinFailures, joinTraits, type ReadPlan } from '../../src/extract/join-shares.ts'
import { UNKNOWN_MODULE } from '../../src/extract/known-facts.ts'
import { columnsOf } from '../../src/facts/facts-columns.ts'
import { tableOf } from '../facts/facts-text.ts'
import { traitColumnsOf } from '../facts/some-columns.ts'
import { buildModule } from '../support/elf-builder.ts'

const failure = (position: number) => ({ position, cause: 'KMOD_IO', message: `${position}` }) as const

const saying = (name: string) => buildModule({ modinfo: [`name=${name}`] })

/** Of four modules the first and the last are known, as the last and the first of an earlier run. */
const plan: ReadPlan = {
  paths: ['/b', '/c'],
  positions: Int32Array.of(1, 2),
  count: 4,
  known: [
    {
      columns: columnsOf(tableOf([{}, {}])),
      rows: Int32Array.of(1, UNKNOWN_MODULE, UNKNOWN_MODULE, 0),
      traits: traitColumnsOf([saying('known'), Buffer.from('no module')]),
      failures: [failure(1)],
    },
  ],
}

it('places traits of what was read, and of what is known', () => {
  const traits = traitColumnsOf([saying('one'), saying('two')])
  const joined = joinTraits([{ batches: [{ start: 0, end: 2 }], traits }], plan)
  expect([0, 1, 2, 3].map((position) => joined.at(position)?.modinfo)).toEqual([
    ...[undefined, 'name=one\0', 'name=two\0', 'name=known\0'],
  ])
  expect(joined.modinfoAt(0)).toMatchObject({ code: 'KMOD_NOT_ELF' })
})

it('puts failures in the order of the modules', () => {
  const failures = joinFailures([{ failures: [failure(1)] }, { failures: [failure(0)] }], plan)
  expect(failures.map(({ position, message }) => [position, message])).toEqual([
    [0, '1'],
    [1, '0'],
    [2, '1'],
  ])
})
