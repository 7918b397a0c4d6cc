import { expect, it } from 'vitest'
import { areFactsSound } from '../../src/facts/check-columns.ts'
import { columnsOf } from '../../src/facts/facts-columns.ts'
import { tableOf } from './facts-text.ts'

const facts = columnsOf(tableOf([{ exports: ['a'], needs: ['b', 'c'], modinfo: ['alias=x'] }, {}]))

it('areFactsSound() holds for what was extracted, and its number of modules', () => {
  expect(areFactsSound(facts, 2)).toBe(true)
  expect(areFactsSound(facts, 1)).toBe(false)
  expect(areFactsSound(facts, 3)).toBe(false)
})

it('areFactsSound() refuses columns that lead outside of another one', () => {
  const { needed, fields, names } = facts
  const wrong = [
    { ...facts, needed: { ...needed, name: needed.name.map(() => names.starts.length - 1) } },
    { ...facts, needed: { ...needed, crcLow: needed.crcLow.subarray(1) } },
    { ...facts, fields: { ...fields, kind: fields.kind.map(() => 3) } },
    { ...facts, fields: { ...fields, textEnds: fields.textEnds.map((end) => end + 1) } },
    { ...facts, names: { ...names, bytes: names.bytes.subarray(1) } },
  ]
  for (const one of wrong) expect(areFactsSound(one, 2)).toBe(false)
})
