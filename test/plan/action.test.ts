import { expect, it } from 'vitest'
import { type Perform, planOf } from '../../src/plan/action.ts'

it('planOf() takes every action to succeed', () => {
  const plan = (perform: Perform): string => {
    const first = perform({ kind: 'rmmod', modname: 'a' })
    const second = perform({ kind: 'rmmod', modname: 'b' })
    return first ?? second ?? 'EBUSY'
  }
  expect(planOf(plan)).toEqual({
    actions: [
      { kind: 'rmmod', modname: 'a' },
      { kind: 'rmmod', modname: 'b' },
    ],
    outcome: 'EBUSY',
  })
})
