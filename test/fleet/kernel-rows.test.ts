import { expect, it } from 'vitest'
import { emptyTraits } from '../../src/facts/traits-columns.ts'
import { KernelProgram } from '../../src/fleet/kernel-program.ts'
import {
  addBuiltins,
  addModules,
  addOwnSymbols,
  addSymbols,
  ownSymbols,
} from '../../src/fleet/kernel-rows.ts'
import { factsOfUsers } from './symbol-users.ts'
import { asRows } from './two-kernels.ts'

it('adds builtin modules with their fields', () => {
  const program = new KernelProgram()
  addBuiltins(program, [
    { modname: 'b', relpath: 'kernel/b.ko', fields: [{ key: 'alias', value: 'x-y' }] },
    { modname: 'a', fields: [{ key: 'license', value: 'GPL' }] },
  ])
  program.rank()
  expect(asRows(program.sorted('modules'))).toMatchObject([
    { modname: 'a', builtin: true, path: null, license: 'GPL', size: null, intree: true, signature: null },
    { modname: 'b', builtin: true, path: 'kernel/b.ko', license: null },
  ])
  expect(asRows(program.sorted('aliases'))).toMatchObject([{ pattern: 'x_y', modname: 'b', family: 'x' }])
})

it.each([
  [[1, 1, 2], 1],
  [[1, 2], null],
  [[undefined, 3], 3],
  [[undefined], null],
])('infers the version of a symbol from importers with %j: %s', async (crcs, crc) => {
  const facts = await factsOfUsers(crcs)
  const program = new KernelProgram()
  const traits = facts.modinfo?.columns(facts.modules.length) ?? emptyTraits(facts.modules.length)
  addSymbols(program, facts, addModules(program, facts, traits))
  const symbols = ownSymbols(program, new Map(), 'symvers')
  program.rank()
  expect(asRows(program.sorted('imports')).filter(({ symbol }) => symbol === 'shared').length).toBe(
    crcs.length,
  )
  expect(program.exports.findImported()).toBe(1)
  addOwnSymbols(program, new Map(), symbols)
  // A weak symbol without a version may not exist at all.
  expect(asRows(program.sorted('exports'))).toMatchObject([
    { symbol: 'shared', owner: 'vmlinux', crc, evidence: 'importers' },
  ])
})

it('adds modules that could not be read', async () => {
  const facts = await factsOfUsers([1])
  const program = new KernelProgram()
  addModules(program, facts, emptyTraits(1))
  program.rank()
  expect(asRows(program.sorted('modules'))).toMatchObject([
    { modname: 'm0', path: 'kernel/m0.ko', license: null, signature: null, intree: false },
  ])
})
