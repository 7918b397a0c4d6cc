import { expect, it, vi } from 'vitest'
import { CHANGED_FLAGS, delayOptimizing, haveFlagsChanged } from '../../src/host/v8-flags.ts'

const INVOCATION_COUNTS = [
  ['--invocation-count-for-maglev=20000'],
  ['--invocation-count-for-turbofan=60000'],
  ['--invocation-count-for-osr=20000'],
]

it.each([
  ['11.3.244.8-node.33', [['--interrupt-budget=4000000']]],
  ['12.4.254.21-node.33', INVOCATION_COUNTS],
  ['13.6.233.10-node.28', INVOCATION_COUNTS],
  ['14.6.202.34-node.34', INVOCATION_COUNTS],
  ['15.1.0', []],
])('delayOptimizing() asks V8 %s for what it knows', (version, expected) => {
  const set = vi.spyOn(process.getBuiltinModule('node:v8'), 'setFlagsFromString').mockReturnValue()
  delayOptimizing(version)
  expect(set.mock.calls).toEqual(expected)
  expect(haveFlagsChanged()).toBe(expected.length > 0)
  Reflect.deleteProperty(globalThis, CHANGED_FLAGS)
  set.mockRestore()
})
