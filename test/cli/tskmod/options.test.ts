import { expect, it } from 'vitest'
import { FIRMWARE_OPTIONS, LOOKUP_OPTIONS, SYMBOL_OPTIONS } from '../../../src/cli/tskmod/options.ts'

it('has each option once', () => {
  const flags = [LOOKUP_OPTIONS, SYMBOL_OPTIONS, FIRMWARE_OPTIONS]
    .flat()
    .map((row) => row.flags.split(' ')[0])
  expect(new Set(flags).size).toBe(flags.length)
})
