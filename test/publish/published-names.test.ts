import { expect, it } from 'vitest'
import { OUTPUT_NAMES } from '../../src/indexes/outputs.ts'
import { PUBLISHED_NAMES } from '../../src/publish/published-names.ts'

it('PUBLISHED_NAMES are the names of the outputs', () => {
  expect([...PUBLISHED_NAMES].sort()).toEqual([...OUTPUT_NAMES].sort())
})
