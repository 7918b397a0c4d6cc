import { expect, it } from 'vitest'
import { actionLine } from '../../../src/cli/modprobe/action-line.ts'

it.each([
  [{ kind: 'insmod', modname: 'a', path: '/a.ko', options: '' }, 'insmod /a.ko \n'],
  [{ kind: 'insmod', modname: 'a', path: '/a.ko', options: 'x=1' }, 'insmod /a.ko x=1\n'],
  [{ kind: 'install', modname: 'a', command: '/bin/false', options: '' }, 'install /bin/false \n'],
  [{ kind: 'remove', modname: 'a', command: 'true' }, 'remove true\n'],
  [{ kind: 'rmmod', modname: 'a' }, 'rmmod a\n'],
  [{ kind: 'builtin', modname: 'a' }, 'builtin a\n'],
  [{ kind: 'unknown', modname: 'a' }, ''],
] as const)('actionLine() of %j', (action, line) => {
  expect(actionLine(action as Parameters<typeof actionLine>[0])).toBe(line)
})
