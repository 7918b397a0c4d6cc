import { describe, expect, it } from 'vitest'
import { NameTable } from '../../src/base/name-table.ts'
import { FIELD_KINDS } from '../../src/facts/facts-table.ts'
import { leaveOutLineBreaks, namesWithLineBreaks } from '../../src/facts/line-breaks.ts'
import { tableOf } from './facts-text.ts'

describe('leaveOutLineBreaks()', () => {
  it('leaves out fields with a line break, reports each, and keeps the others', () => {
    const table = tableOf([
      { modinfo: ['alias=a\nb', 'alias=c', 'softdep=pre: x\ninstall y z'] },
      { modinfo: ['license=G\nPL'] },
      { modinfo: ['weakdep=\n', 'alias=d'] },
    ])
    const told: unknown[] = []
    leaveOutLineBreaks(table.fields, (...args) => told.push(args))
    expect(told).toEqual([
      [0, 'alias', 'a\nb'],
      [0, 'softdep', 'pre: x\ninstall y z'],
      [2, 'weakdep', '\n'],
    ])
    const kinds = Array.from({ length: 5 }, (_, row) => FIELD_KINDS[table.fields.kind.at(row)])
    expect(kinds).toEqual([undefined, 'alias', undefined, undefined, 'alias'])
    leaveOutLineBreaks(table.fields, () => expect.unreachable())
  })

  it('reports nothing if there is none', () => {
    leaveOutLineBreaks(tableOf([{ modinfo: ['alias=a\tb'] }, {}]).fields, () => expect.unreachable())
  })
})

it('namesWithLineBreaks() finds each such name once', () => {
  const names = new NameTable()
  expect(namesWithLineBreaks(names)).toEqual([])
  for (const text of ['a', '\n', 'b\nc\n', '', 'd', '\n\n\n', 'e', 'f\n']) {
    const bytes = Buffer.from(text, 'latin1')
    names.intern(bytes, 0, bytes.length)
  }
  expect(namesWithLineBreaks(names)).toEqual([1, 2, 5, 7])
})
