import { expect, it, vi } from 'vitest'
import { delayOptimizing } from '../../src/host/v8-flags.ts'

it.each([
  ['11.3.244.8-node.33', [['--interrupt-budget=4000000']]],
  ['12.4.254.21-node.33', []],
  ['13.6.233.10-node.28', []],
])('delayOptimizing() asks V8 %s for what it knows', (version, expected) => {
  const set = vi.spyOn(process.getBuiltinModule('node:v8'), 'setFlagsFromString').mockReturnValue()
  delayOptimizing(version)
  expect(set.mock.calls).toEqual(expected)
  set.mockRestore()
})
