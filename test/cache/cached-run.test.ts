import { expect, it } from 'vitest'
import { beginRun, forgetUncertain, isWorthSaving, knownRows, usable } from '../../src/cache/cached-run.ts'
import { hasKey, keysOf } from '../../src/cache/module-keys.ts'
import { Machine, SECOND } from './machine.ts'

const PATHS = ['/m0.ko', '/m1.ko', '/m2.ko']

function begin(machine: Machine, paths = PATHS) {
  return beginRun(machine.host, paths, (some) => keysOf(machine.host, some))
}

it('knows the modules of a run in the next one, whatever their order', () => {
  const machine = new Machine()
  for (const path of PATHS) machine.write(path, path)
  machine.clock += 60n * SECOND
  const first = begin(machine)
  const cached = { moduleDir: '/d', tool: first.tool, paths: first.pathList, keys: first.keys }
  expect([...knownRows(begin(machine, [...PATHS].reverse()), cached)]).toEqual([2, 1, 0])
  expect([...knownRows(begin(machine, ['/m1.ko', '/other.ko']), cached)]).toEqual([1, -1])
  expect([...knownRows(first, undefined)]).toEqual([-1, -1, -1])
  expect(usable(cached, '/d', first)).toBe(cached)
  expect(usable(cached, '/e', first)).toBeUndefined()
  expect(usable({ ...cached, tool: 'another' }, '/d', first)).toBeUndefined()
  expect(isWorthSaving(first, undefined)).toBe(true)
  expect(isWorthSaving(first, cached)).toBe(false)
  expect(isWorthSaving(begin(machine, ['/m1.ko']), cached)).toBe(true)
})

it('forgets what was changed during the run or a moment before it, and what could not be read', () => {
  const machine = new Machine()
  for (const path of PATHS) machine.write(path, path)
  machine.clock += 60n * SECOND
  const run = begin(machine)
  machine.write('/m1.ko', 'changed')
  forgetUncertain(run, Int32Array.of(0, 1, 2), [{ position: 2 }])
  expect(PATHS.map((_, i) => hasKey(run.keys, i))).toEqual([true, false, false])
  const next = begin(machine)
  forgetUncertain(next, Int32Array.of(1), [])
  expect(hasKey(next.keys, 1)).toBe(false)
})
