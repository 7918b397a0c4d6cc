import { describe, expect, it } from 'vitest'
import { planOf } from '../../src/plan/action.ts'
import { type InsertOptions, insertModule, probeList } from '../../src/plan/insert-plan.ts'
import { moduleOf, poolOf, type World } from './views.ts'

const WORLD: World = { dep: { a: [], b: ['a'], c: ['b', 'a'], s: ['a'], t: [] } }

function listOf(world: World, name: string, ignoreCommands = false): string {
  const { pool } = poolOf(world)
  return probeList(pool, moduleOf(pool, name), ignoreCommands)
    .modules.map(({ modname }) => modname)
    .join(' ')
}

function plan(world: World, name: string, options: InsertOptions = {}) {
  const { pool } = poolOf(world)
  return planOf((perform) => insertModule(pool, moduleOf(pool, name), options, perform))
}

describe('probeList()', () => {
  it('has what a module needs before it, the most basic first', () => {
    expect(listOf(WORLD, 'c')).toBe('a b c')
  })
  it('has softdeps around a module, and what they need twice, as kmod does', () => {
    expect(listOf({ ...WORLD, config: 'softdep c pre: s post: t' }, 'c')).toBe('a b a s c t')
  })
  it('has the softdeps of dependencies', () => {
    expect(listOf({ ...WORLD, config: 'softdep a pre: t' }, 'b')).toBe('t a b')
  })
  it('has no softdeps of the module itself where commands are ignored', () => {
    expect(listOf({ ...WORLD, config: 'softdep c pre: s\nsoftdep a pre: t' }, 'c', true)).toBe('t a b c')
  })
  it('ends for softdeps that go round', () => {
    expect(listOf({ ...WORLD, config: 'softdep s pre: t\nsoftdep t pre: s' }, 's')).toBe('a t s')
  })
})

describe('insertModule()', () => {
  it('loads what is not loaded', () => {
    expect(plan({ ...WORLD, loaded: { a: 1 }, config: 'options c x=1' }, 'c', { parameters: 'y' })).toEqual({
      outcome: undefined,
      actions: [
        { kind: 'insmod', modname: 'b', path: '/m/kernel/b.ko', options: '' },
        { kind: 'insmod', modname: 'c', path: '/m/kernel/c.ko', options: 'x=1 y' },
      ],
    })
  })
  it('has nothing to do for a loaded module, which is an error the first time only', () => {
    const world = { ...WORLD, loaded: { c: 0 } }
    expect(plan(world, 'c')).toEqual({ outcome: undefined, actions: [] })
    expect(plan(world, 'c', { firstTime: true })).toEqual({ outcome: 'EEXIST', actions: [] })
    expect(plan(world, 'c', { ignoreLoaded: true }).actions).toHaveLength(3)
  })
  it('applies the blacklist to names only on request, and for aliases always', () => {
    const world = { ...WORLD, config: 'blacklist a', aliases: { al: ['a'] } }
    expect(plan(world, 'a').actions).toHaveLength(1)
    expect(plan(world, 'a', { useBlacklist: true }).actions).toHaveLength(0)
    expect(plan(world, 'al').actions).toHaveLength(0)
    expect(plan(world, 'b', { useBlacklist: true }).actions).toHaveLength(2)
  })
  it('takes the install command unless the module has softdeps', () => {
    const config = 'install a CMD'
    expect(plan({ ...WORLD, config }, 'a').actions).toMatchObject([{ kind: 'install', command: 'CMD' }])
    expect(plan({ ...WORLD, config }, 'a', { ignoreCommands: true }).actions).toMatchObject([
      { kind: 'insmod' },
    ])
    expect(plan({ ...WORLD, config: `${config}\nsoftdep a pre: t` }, 'a').actions).toMatchObject([
      { kind: 'insmod', modname: 't' },
      { kind: 'insmod', modname: 'a' },
    ])
  })
  it('distinguishes builtin modules from unknown ones', () => {
    const world = { ...WORLD, builtin: ['bi'], config: 'alias x nosuch' }
    expect(plan(world, 'bi', { ignoreLoaded: true }).actions).toEqual([{ kind: 'builtin', modname: 'bi' }])
    expect(plan(world, 'x').actions).toEqual([{ kind: 'unknown', modname: 'nosuch' }])
  })
  it('ends where something fails that the module needs, and only there', () => {
    const outcomeOf = (failing: string): string | undefined => {
      const { pool } = poolOf({ ...WORLD, config: 'softdep c pre: t' })
      return insertModule(pool, moduleOf(pool, 'c'), {}, ({ modname }) =>
        modname === failing ? 'EINVAL' : undefined,
      )
    }
    expect(outcomeOf('b')).toBe('EINVAL')
    expect(outcomeOf('c')).toBe('EINVAL')
    expect(outcomeOf('t')).toBe(undefined)
  })
  it('asks whether a module is loaded when its turn has come', () => {
    const { pool, loaded } = poolOf({ ...WORLD, config: 'softdep c pre: s' })
    const done: string[] = []
    insertModule(pool, moduleOf(pool, 'c'), {}, ({ modname }) => {
      done.push(modname)
      loaded.set(modname, 0)
      return undefined
    })
    expect(done).toEqual(['a', 'b', 's', 'c'])
  })
})
