import { expect, it } from 'vitest'
import type { ReachRow, ReachWay } from '../../src/questions/reach/reach-result.ts'
import { reachText } from '../../src/reports/reach-report.ts'

const way = (name: string, top: string, more: Partial<ReachWay> = {}): ReachWay => ({
  kind: 'socket',
  actor: 'user',
  name,
  top,
  count: 1,
  isUncertain: false,
  ...more,
})
const row = (more: Partial<ReachRow>): ReachRow => ({
  modname: 'm',
  verdict: 'reachable',
  actor: 'user',
  ways: [],
  stops: [],
  isBlacklisted: false,
  pulls: [],
  initcalls: [],
  ...more,
})

it.each<[string, Partial<ReachRow>, string]>([
  ['a trigger', { ways: [way('net-pf-38', 'm', { count: 3 })] }, 'net-pf-38 and 2 more (socket, any user)'],
  [
    'a dependency',
    { verdict: 'dependency', ways: [way('m', 'm', { kind: 'name', actor: 'root' }), way('x', 'user')] },
    'needed by user: x (socket, any user)',
  ],
  [
    'a command',
    { ways: [way('net-pf-38', 'm', { isUncertain: true })] },
    'net-pf-38 (socket, any user, by a command)',
  ],
  [
    'a blacklist',
    {
      verdict: 'by-name',
      isBlacklisted: true,
      ways: [way('m', 'm', { kind: 'name', actor: 'root' })],
      stops: [{ kind: 'socket', actor: 'user', name: 'net-pf-38', stop: { by: 'blacklist' }, count: 1 }],
    },
    'm (by name); although blacklisted; not by net-pf-38',
  ],
  [
    'a stop',
    {
      verdict: 'blocked',
      stops: [
        { kind: 'name', actor: 'root', name: 'm', stop: { by: 'install', command: '/bin/false' }, count: 1 },
      ],
    },
    'install /bin/false',
  ],
  ['what is built in', { verdict: 'builtin', initcalls: ['m_init'] }, 'initcall_blacklist=m_init'],
])('puts %s into words', (_what, more, text) => {
  expect(reachText(row(more))).toBe(text)
})
