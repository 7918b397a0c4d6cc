import { expect, it } from 'vitest'
import { readCannedSql } from '../../src/host/canned-sql.ts'

it('reads a file of src/fleet', () => {
  expect(readCannedSql('symbol')).toMatch(/^-- The history of a symbol/)
  expect(() => readCannedSql('nothing')).toThrow('ENOENT')
})
