import { describe, expect, it } from 'vitest'
import type { Action } from '../../src/plan/action.ts'
import { carryOut, type Invocation, type ProgramEnd } from '../../src/plan/carry-out.ts'

function run(action: Action, end: ProgramEnd) {
  const invocations: Invocation[] = []
  const problems: unknown[] = []
  const outcome = carryOut(
    action,
    (invocation) => {
      invocations.push(invocation)
      return end
    },
    (problem) => problems.push(problem),
  )
  return { outcome, invocations, problems }
}

const FINE: ProgramEnd = { status: 0, stderr: '' }

describe('carryOut()', () => {
  it('runs insmod with the options as words', () => {
    const action: Action = { kind: 'insmod', modname: 'x', path: '/x.ko', options: 'a=1 b="2 3" ' }
    expect(run(action, FINE)).toEqual({
      outcome: undefined,
      invocations: [{ kind: 'program', program: 'insmod', args: ['/x.ko', 'a=1', 'b=2 3'] }],
      problems: [],
    })
  })
  it.each([
    ['insmod: ERROR: could not insert module x.ko: File exists', 'EEXIST'],
    ["insmod: can't insert 'x.ko': File exists", 'EEXIST'],
    ["insmod: can't insert 'x.ko': unknown symbol in module, or unknown parameter", 'ENOENT'],
    ["insmod: can't insert 'x.ko': invalid module format", 'ENOEXEC'],
    ['insmod: ERROR: could not insert module x.ko: Invalid parameters', 'EINVAL'],
    ['insmod: ERROR: could not insert module x.ko: Operation not permitted', 'EPERM'],
    ['Operation not supported', 'EOPNOTSUPP'],
    ['something else', 'EIO'],
  ])('reads %j as %s', (stderr, errno) => {
    const action: Action = { kind: 'insmod', modname: 'x', path: '/x.ko', options: '' }
    expect(run(action, { status: 1, stderr }).outcome).toBe(errno)
  })
  it('reports a failed removal', () => {
    expect(run({ kind: 'rmmod', modname: 'x' }, { status: 1, stderr: 'Module x is in use' })).toEqual({
      outcome: 'EBUSY',
      invocations: [{ kind: 'program', program: 'rmmod', args: ['x'] }],
      problems: [{ code: 'remove-failed', modname: 'x', errno: 'EBUSY' }],
    })
  })
  it('puts the options into an install command', () => {
    const action: Action = { kind: 'install', modname: 'x', command: 'do $CMDLINE_OPTS', options: 'a=1' }
    expect(run(action, { status: 3, stderr: '' })).toEqual({
      outcome: 'EINVAL',
      invocations: [{ kind: 'shell', command: 'do a=1', modname: 'x' }],
      problems: [{ code: 'install-command-failed', modname: 'x', command: 'do a=1', status: 3 }],
    })
  })
  it('reports a failed remove command', () => {
    expect(run({ kind: 'remove', modname: 'x', command: 'no' }, { status: 1, stderr: '' })).toMatchObject({
      outcome: 'EINVAL',
      problems: [{ code: 'remove-command-failed', modname: 'x' }],
    })
  })
  it('runs nothing for a builtin module, nor for one that nobody knows', () => {
    expect(run({ kind: 'builtin', modname: 'x' }, FINE)).toMatchObject({
      outcome: undefined,
      invocations: [],
    })
    expect(run({ kind: 'unknown', modname: 'x' }, FINE)).toMatchObject({
      outcome: 'ENOENT',
      invocations: [],
      problems: [{ code: 'module-unknown', modname: 'x' }],
    })
  })
})
