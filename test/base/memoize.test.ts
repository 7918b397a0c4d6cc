import { describe, expect, it } from 'vitest'
import { memoize } from '../../src/base/memoize.ts'

describe('memoize()', () => {
  it('makes one value for each object, regardless of the value', () => {
    const asked: object[] = []
    const size = memoize((key: object): number | undefined => {
      asked.push(key)
      return Object.keys(key).length || undefined
    })
    const [one, none] = [{ a: 1 }, {}]
    expect([size(one), size(none), size(one), size(none)]).toEqual([1, undefined, 1, undefined])
    expect(asked).toEqual([one, none])
  })

  it('makes one value for each text, and one where there is no key', () => {
    let count = 0
    const byText = memoize((text: string) => `${text}${count++}`)
    expect([byText('a'), byText('b'), byText('a')]).toEqual(['a0', 'b1', 'a0'])
    const only = memoize(() => count++)
    expect([only(), only()]).toEqual([2, 2])
  })

  it('asks again after an error', () => {
    let count = 0
    const value = memoize(() => {
      if (count++ === 0) throw new Error('not yet')
      return count
    })
    expect(value).toThrow('not yet')
    expect([value(), value()]).toEqual([2, 2])
  })
})
