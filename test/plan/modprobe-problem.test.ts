import { expect, it } from 'vitest'
import { isFatal } from '../../src/plan/modprobe-problem.ts'

it('isFatal() is true for problems that end a run', () => {
  expect(isFatal({ code: 'module-in-use', modname: 'a' })).toBe(true)
  expect(isFatal({ code: 'insert-failed', modname: 'a', errno: 'EPERM' })).toBe(false)
})
