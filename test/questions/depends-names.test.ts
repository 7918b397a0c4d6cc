import { expect, it } from 'vitest'
import { namesInDepends } from '../../src/questions/depends-names.ts'

const names = (depends: string, ...there: string[]) =>
  namesInDepends(depends, (modname) => there.includes(modname))

it('has commas between names', () => {
  expect(names('a,b-c', 'a')).toEqual(['a', 'b_c'])
  expect(names('')).toEqual([])
  expect(names(',a,, b,')).toEqual(['a', 'b'])
})

it('knows names that have a comma themselves, where they are there', () => {
  expect(names('x,thead,th1520-aon,y', 'x', 'thead,th1520_aon')).toEqual(['x', 'thead,th1520_aon', 'y'])
  expect(names('thead,th1520-aon')).toEqual(['thead', 'th1520_aon'])
  expect(names('a,b,c', 'a', 'a,b', 'a,b,c')).toEqual(['a,b,c'])
})
