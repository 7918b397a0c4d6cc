import { expect, it } from 'vitest'
import { KmodError } from '../../src/base/errors.ts'
import { refuseUnknownOptions } from '../../src/base/known-options.ts'

interface Options {
  readonly root?: string
  readonly jobs?: number
}
const refuse = (options: object) => refuseUnknownOptions<Options>('f()', options, { root: true, jobs: true })

it('refuseUnknownOptions() takes known ones, and none', () => {
  expect(() => refuse({ root: 'x' })).not.toThrow()
  expect(() => refuse({})).not.toThrow()
})

it.each(['relase', 'toString', '__proto__x'])('refuseUnknownOptions() names %s', (name) => {
  expect(() => refuse({ root: 'x', [name]: 1 })).toThrow(
    new KmodError('KMOD_USAGE', `Expected options of f() to be among jobs, root; got \`${name}\``),
  )
})
