import { expect, it } from 'vitest'
import { FINDINGS, FINE, TROUBLE } from '../../../src/cli/tskmod/subcommand.ts'

it('has the exit statuses of grep and diff', () => {
  expect([FINE, FINDINGS, TROUBLE]).toEqual([0, 1, 2])
})
