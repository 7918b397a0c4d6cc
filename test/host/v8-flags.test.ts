import { afterEach, expect, it, vi } from 'vitest'
import {
  CHANGED_FLAGS,
  delayOptimizing,
  delayOptimizingForThreads,
  haveFlagsChanged,
  IS_COMMAND,
  KEEPS_CODE,
} from '../../src/host/v8-flags.ts'

afterEach(() => {
  for (const mark of [CHANGED_FLAGS, IS_COMMAND, KEEPS_CODE]) Reflect.deleteProperty(globalThis, mark)
  vi.restoreAllMocks()
})

const INVOCATION_COUNTS = [
  ['--invocation-count-for-maglev=5000'],
  ['--invocation-count-for-turbofan=15000'],
  ['--invocation-count-for-osr=5000'],
]

it.each([
  ['11.3.244.8-node.33', [['--interrupt-budget=1000000']]],
  ['12.4.254.21-node.33', INVOCATION_COUNTS],
  ['13.6.233.10-node.28', INVOCATION_COUNTS],
  ['14.6.202.34-node.34', INVOCATION_COUNTS],
  ['15.1.0', []],
])('delayOptimizing() asks V8 %s for what it knows, once', (version, expected) => {
  const set = vi.spyOn(process.getBuiltinModule('node:v8'), 'setFlagsFromString').mockReturnValue()
  delayOptimizing(version)
  delayOptimizing(version)
  expect(set.mock.calls).toEqual(expected)
  expect(haveFlagsChanged()).toBe(expected.length > 0)
})

it.each<[string, readonly symbol[], boolean]>([
  ['changes flags in a command', [IS_COMMAND], true],
  ['changes none in a program that uses the library', [], false],
  ['changes none in a command that keeps its code', [IS_COMMAND, KEEPS_CODE], false],
])('delayOptimizingForThreads() %s', (_, marks, expected) => {
  const set = vi.spyOn(process.getBuiltinModule('node:v8'), 'setFlagsFromString').mockReturnValue()
  for (const mark of marks) Object.assign(globalThis, { [mark]: true })
  delayOptimizingForThreads()
  expect(set.mock.calls.length > 0).toBe(expected)
  expect(haveFlagsChanged()).toBe(expected)
})
