import { expect, it } from 'vitest'
import { planOf, type Steps } from '../../src/plan/action.ts'

it('planOf() takes every action to succeed', () => {
  function* steps(): Steps {
    const first = yield { kind: 'rmmod', modname: 'a' }
    const second = yield { kind: 'rmmod', modname: 'b' }
    return first ?? second ?? 'EBUSY'
  }
  expect(planOf(steps())).toEqual({
    actions: [
      { kind: 'rmmod', modname: 'a' },
      { kind: 'rmmod', modname: 'b' },
    ],
    outcome: 'EBUSY',
  })
})
