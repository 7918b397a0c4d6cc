import { expect, it } from 'vitest'
import { AS_IN_MODINFO, traitsColumnsOf } from '../../src/facts/traits-columns.ts'
import { contextWith, TRAITS } from './some-traits.ts'

it('stores no text that is known already', () => {
  const { modinfo, buildId, names, texts } = traitsColumnsOf([TRAITS], 1, contextWith(TRAITS.modinfo, 'ab'))
  expect([...modinfo, ...buildId]).toEqual([AS_IN_MODINFO, AS_IN_MODINFO])
  expect(Buffer.from(names.bytes).toString()).toBe('unknown')
  expect(Buffer.from(texts.bytes).toString()).toBe('NS{"state":"none"}')
})

it('stores texts that are not, and each once', () => {
  const { modinfo, texts } = traitsColumnsOf(
    [TRAITS, undefined, TRAITS],
    3,
    contextWith(undefined, undefined),
  )
  expect(modinfo[0]).toBeGreaterThanOrEqual(0)
  expect(modinfo[2]).toBe(modinfo[0])
  expect(Buffer.from(texts.bytes).toString().split('license=GPL').length).toBe(2)
})
