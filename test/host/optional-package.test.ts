import { expect, it } from 'vitest'
import { loadOptionalPackage } from '../../src/host/optional-package.ts'

it('loads a package that is there, and gives undefined for one that is not', () => {
  expect(loadOptionalPackage('@duckdb/node-api')).toHaveProperty('DuckDBInstance')
  expect(loadOptionalPackage('no-such-package-here')).toBeUndefined()
})
