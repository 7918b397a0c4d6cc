import { expect, it } from 'vitest'
import { factsOfUsers } from '../symbol-users.ts'
import { exportColumns } from './export-rows.ts'
import { importColumns } from './import-rows.ts'
import { plainRows } from './rows.ts'

it.each([
  [[1, 1, 2], 1],
  [[1, 2], null],
  [[undefined, 3], 3],
  [[undefined], null],
])('infers the version of a symbol from importers with %j: %s', async (crcs, crc) => {
  const facts = await factsOfUsers(crcs)
  const { imported } = importColumns(facts)
  const rows = plainRows(exportColumns(facts, { own: new Map(), evidence: 'symvers', imported }))
  // A weak symbol without a version may not exist at all.
  expect(rows).toMatchObject([{ symbol: 'shared', owner: 'vmlinux', crc, evidence: 'importers' }])
})

it('infers nothing where the symbols of the kernel are known', async () => {
  const facts = await factsOfUsers([1])
  const own = new Map([
    ['other', { crc: 5, gplOnly: true, namespace: 'N', owner: { kind: 'kernel' } as const }],
  ])
  const { imported } = importColumns(facts)
  expect(plainRows(exportColumns(facts, { own, evidence: 'symvers', imported }))).toEqual([
    { symbol: 'other', owner: 'vmlinux', crc: 5, gpl_only: true, namespace: 'N', evidence: 'symvers' },
  ])
})
