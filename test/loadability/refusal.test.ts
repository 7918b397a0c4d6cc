import { expect, it } from 'vitest'
import { REFUSAL_KINDS, refusal } from '../../src/loadability/refusal.ts'

it('keeps the fields of its kind beside what the kernel says', () => {
  expect(refusal('unknown-symbol', 'always', 'some: Unknown symbol x (err -2)', { symbol: 'x' })).toEqual({
    kind: 'unknown-symbol',
    force: 'always',
    symbol: 'x',
    says: 'some: Unknown symbol x (err -2)',
  })
  expect(new Set(REFUSAL_KINDS).size).toBe(REFUSAL_KINDS.length)
})
