import { expect, it } from 'vitest'
import { remember } from '../../src/base/remember.ts'

it('remember() asks once for each key, whatever the answer', () => {
  const asked: object[] = []
  const size = remember((key: object): number | undefined => {
    asked.push(key)
    return Object.keys(key).length || undefined
  })
  const [one, none] = [{ a: 1 }, {}]
  expect([size(one), size(none), size(one), size(none)]).toEqual([1, undefined, 1, undefined])
  expect(asked).toEqual([one, none])
})
