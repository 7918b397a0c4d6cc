import { expect, it } from 'vitest'
import { isFatal } from '../../src/plan/modprobe-problem.ts'

it('isFatal() tells what ends a run', () => {
  expect(isFatal({ code: 'module-in-use', modname: 'a' })).toBe(true)
  expect(isFatal({ code: 'insert-failed', modname: 'a', errno: 'EPERM' })).toBe(false)
})
