import { expect, it } from 'vitest'
import { CHECK_KINDS, finding } from '../../../src/questions/check/check-findings.ts'

it('has each kind once', () => {
  expect(new Set(CHECK_KINDS).size).toBe(CHECK_KINDS.length)
})

it('puts kind and severity before the fields', () => {
  expect(finding('index-stale', 'note', { paths: ['a.ko'] })).toEqual({
    kind: 'index-stale',
    severity: 'note',
    paths: ['a.ko'],
  })
})
