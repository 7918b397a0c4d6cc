import { expect, it } from 'vitest'
import { KernelProgram } from '../../src/fleet/kernel-program.ts'
import { asRows } from './two-kernels.ts'

it('has empty tables before anything is added, each with its columns', () => {
  const program = new KernelProgram()
  program.rank()
  const columns = program.sorted('imports')
  expect(columns.map(({ name }) => name)).toEqual(['symbol', 'modname', 'crc', 'weak'])
  expect(asRows(columns)).toEqual([])
  expect(program.exports.findImported()).toBe(0)
})
