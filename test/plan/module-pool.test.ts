import { describe, expect, it } from 'vitest'
import { moduleOf, poolOf } from './views.ts'

const names = (modules: readonly { modname: string }[] | undefined) => modules?.map(({ modname }) => modname)

describe('module pool', () => {
  it('is always of the same object for the same module, and of another for an alias', () => {
    const { pool } = poolOf({ dep: { a: [] }, aliases: { al: ['a'] } })
    expect(moduleOf(pool, 'a')).toBe(moduleOf(pool, 'a'))
    expect(moduleOf(pool, 'al')).not.toBe(moduleOf(pool, 'a'))
    expect(moduleOf(pool, 'al')).toMatchObject({ modname: 'a', alias: 'al' })
  })
  it('has dependencies in reverse', () => {
    const { pool } = poolOf({ dep: { c: ['b', 'a'] } })
    expect(names(pool.dependencies(moduleOf(pool, 'c')))).toEqual(['a', 'b'])
  })
  it('has no dependencies when one file is missing, and reports it on each query', () => {
    const { pool, problems } = poolOf({ dep: { c: ['b', 'a'] }, missing: ['/m/kernel/a.ko'] })
    const module = moduleOf(pool, 'c')
    expect(pool.dependencies(module)).toEqual([])
    const problem = { code: 'dependency-file-missing', path: '/m/kernel/a.ko', errno: 'ENOENT' }
    expect(problems).toEqual([problem, problem])
    expect(pool.path(module)).toBe('/m/kernel/c.ko')
  })
  it('takes absolute paths of modules.dep as they are', () => {
    const { pool } = poolOf({ lines: { x: '/ext/x.ko: /ext/y.ko' } })
    const module = moduleOf(pool, 'x')
    expect(pool.path(module)).toBe('/ext/x.ko')
    expect(pool.dependencies(module).map((d) => pool.path(d))).toEqual(['/ext/y.ko'])
  })
  it('refuses a second file for a module', () => {
    const { pool, problems } = poolOf({ dep: { a: [] } })
    expect(pool.path(moduleOf(pool, 'a'))).toBe('/m/kernel/a.ko')
    expect(pool.fromPath('/other/a.ko')).toBe('EEXIST')
    expect(problems).toMatchObject([{ code: 'module-path-conflict', knownPath: '/m/kernel/a.ko' }])
  })
  it('reports softdeps with unmatched brackets and goes on with the others', () => {
    const { pool, problems } = poolOf({ dep: { a: [], b: [] }, config: 'softdep a pre: x[ nosuch b' })
    expect(names(pool.softdeps(moduleOf(pool, 'a')).pre)).toEqual(['b'])
    expect(problems).toEqual([{ code: 'softdep-invalid', word: 'x[' }])
  })
  it('cannot look up a word with unmatched brackets', () => {
    expect(poolOf({}).pool.lookup('a[')).toBe(undefined)
  })
})
