import { expect, it } from 'vitest'
import { ModuleRows } from './module-rows.ts'

const fields = (...texts: readonly string[]) =>
  texts.map((text) => {
    const at = text.indexOf('=')
    return { key: text.slice(0, at), value: text.slice(at + 1) }
  })

it('takes the first of each field, joins what is said of a parameter, and normalizes aliases', () => {
  const rows = new ModuleRows()
  rows.add(
    'm',
    false,
    fields(
      ...[
        'license=GPL',
        'license=MIT',
        'intree=Y',
        'parmtype=a:int',
        'parm=a:what',
        'parm=b:only',
        'parm=nothing',
      ],
      ...['alias=x-y[a-z]', 'alias=bad]', 'alias=', 'weakdep=w-1 w2'],
    ),
    { path: 'kernel/m.ko', size: 5 },
  )
  expect(rows.modules).toMatchObject([{ license: 'GPL', intree: true, path: 'kernel/m.ko', size: 5 }])
  expect(rows.parameters.map(({ parameter, type, description }) => [parameter, type, description])).toEqual([
    ['a', 'int', 'what'],
    ['b', undefined, 'only'],
  ])
  expect(rows.aliases.map(({ pattern, literalPrefix }) => [pattern, literalPrefix])).toEqual([
    ['x_y[a-z]', 'x_y'],
  ])
  expect(rows.dependencies.map(({ target, kind }) => [target, kind])).toEqual([
    ['w_1', 'weak'],
    ['w2', 'weak'],
  ])
})

it('reads softdeps by their words pre: and post:', () => {
  const rows = new ModuleRows()
  rows.add('m', true, fields('softdep=stray pre: a  b post: c'), {})
  expect(rows.dependencies.map(({ target, kind, builtin }) => [target, kind, builtin])).toEqual([
    ['a', 'pre', true],
    ['b', 'pre', true],
    ['c', 'post', true],
  ])
})
