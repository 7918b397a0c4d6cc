import { describe, expect, it } from 'vitest'
import { planOf } from '../../src/plan/action.ts'
import { type RemoveOptions, removeModule } from '../../src/plan/remove-plan.ts'
import { moduleOf, poolOf, type World } from './views.ts'

const WORLD: World = {
  dep: { a: [], b: ['a'], c: ['b', 'a'], s: [], t: [] },
  loaded: { a: 1, b: 1, c: 0, s: 0, t: 0 },
}

function plan(world: World, name: string, options: RemoveOptions = {}) {
  const { pool } = poolOf(world)
  const problems: string[] = []
  const { actions, outcome } = planOf((perform) =>
    removeModule(pool, moduleOf(pool, name), options, { report: ({ code }) => problems.push(code), perform }),
  )
  const done = actions.map((action) => (action.kind === 'remove' ? action.command : action.modname)).join(' ')
  return { done, outcome, problems }
}

const fine = (done: string) => ({ done, outcome: undefined, problems: [] })

describe('removeModule()', () => {
  it('removes a module and what nobody uses any more', () => {
    expect(plan(WORLD, 'c')).toEqual(fine('c'))
    expect(plan({ ...WORLD, loaded: { a: 1, b: 0, c: 0 } }, 'c')).toEqual(fine('c b'))
  })
  it('removes softdeps in reverse, post before and pre after', () => {
    expect(plan({ ...WORLD, config: 'softdep c pre: s t post: s t' }, 'c')).toEqual(fine('t s c t s'))
    expect(plan({ ...WORLD, config: 'softdep c post: s' }, 'c', { ignoreCommands: true })).toEqual(fine('c'))
  })
  it('refuses a module that is in use, unless somebody waits', () => {
    expect(plan(WORLD, 'a')).toEqual({ done: '', outcome: 'EBUSY', problems: ['module-in-use'] })
    expect(plan(WORLD, 'a', { waits: true })).toEqual(fine('a'))
    expect(plan(WORLD, 'a', { ignoreLoaded: true })).toEqual(fine('a'))
  })
  it('has nothing to do for a module that is not loaded, which is an error the first time only', () => {
    const world = { ...WORLD, loaded: {} }
    expect(plan(world, 'a')).toEqual(fine(''))
    expect(plan(world, 'a', { firstTime: true })).toEqual({
      done: '',
      outcome: 'ENOENT',
      problems: ['module-not-loaded'],
    })
  })
  it('refuses a builtin module, and passes over one that is a softdep', () => {
    const world = { ...WORLD, builtin: ['bi'], config: 'softdep c pre: bi' }
    expect(plan(world, 'bi')).toEqual({ done: '', outcome: 'ENOENT', problems: ['module-builtin'] })
    expect(plan(world, 'c')).toEqual(fine('c'))
  })
  it('takes the remove command, and then leaves what the module needs', () => {
    const world = { ...WORLD, loaded: { a: 0 }, config: 'remove b CMD $CMDLINE_OPTS.' }
    expect(plan(world, 'b')).toEqual(fine('CMD .'))
  })
  it('removes the holders of the module, not theirs, and ends where one is in use', () => {
    const world = { ...WORLD, loaded: { a: 0, b: 0, c: 0 }, holders: { a: ['b'], b: ['c'] } }
    // b goes first, and a with it, because nobody else is said to use it.
    expect(plan(world, 'a', { removeHolders: true })).toEqual(fine('b a a'))
    expect(plan({ ...world, loaded: { a: 0, b: 1 } }, 'a', { removeHolders: true })).toEqual({
      done: '',
      outcome: 'EBUSY',
      problems: ['module-in-use'],
    })
  })
  it('ends for softdeps that form a cycle', () => {
    expect(plan({ ...WORLD, config: 'softdep c post: s\nsoftdep s pre: c' }, 'c')).toEqual(fine('s c'))
  })
})
