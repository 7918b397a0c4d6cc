import { expect, it } from 'vitest'
import { exportColumns, importColumns } from '../../src/fleet/symbol-rows.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { buildModule } from '../support/elf-builder.ts'
import { tempTree } from '../support/temp-tree.ts'
import { asRows } from './two-kernels.ts'

const directory = 'lib/modules/1'
const user = (crc: number | undefined) =>
  buildModule({
    modinfo: ['license=GPL'],
    needs: ['shared', { name: 'maybe', weak: true }],
    versions: crc === undefined ? [] : [{ name: 'shared', crc }],
  })

const factsOf = (crcs: readonly (number | undefined)[]) =>
  openKernel({
    root: tempTree(
      Object.fromEntries(crcs.map((crc, i) => [`${directory}/kernel/m${i}.ko`, user(crc)] as const)),
    ),
  }).fullFacts()

it.each([
  [[1, 1, 2], 1],
  [[1, 2], null],
  [[undefined, 3], 3],
  [[undefined], null],
])('infers the version of a symbol from importers with %j: %s', async (crcs, crc) => {
  const facts = await factsOf(crcs)
  const { imported } = importColumns(facts)
  const rows = asRows(exportColumns(facts, { own: new Map(), evidence: 'symvers', imported }))
  // A weak symbol without a version may not exist at all.
  expect(rows).toMatchObject([{ symbol: 'shared', owner: 'vmlinux', crc, evidence: 'importers' }])
})

it('infers nothing where the symbols of the kernel are known', async () => {
  const facts = await factsOf([1])
  const own = new Map([
    ['other', { crc: 5, gplOnly: true, namespace: 'N', owner: { kind: 'kernel' } as const }],
  ])
  const { imported } = importColumns(facts)
  expect(asRows(exportColumns(facts, { own, evidence: 'symvers', imported }))).toEqual([
    { symbol: 'other', owner: 'vmlinux', crc: 5, gpl_only: true, namespace: 'N', evidence: 'symvers' },
  ])
})

it('sorts imports by symbol and module', async () => {
  const rows = asRows(importColumns(await factsOf([1, undefined])).columns)
  expect(rows.map(({ symbol, modname, weak }) => [symbol, modname, weak])).toEqual([
    ['maybe', 'm0', true],
    ['maybe', 'm1', true],
    ['shared', 'm0', false],
    ['shared', 'm1', false],
  ])
})
