import { LOOKUP_OPTIONS } from './options.ts'
import type { Subcommand } from './subcommand.ts'

export const WHY: Subcommand = {
  name: 'why',
  operands: '<module> [needs]',
  summary: 'Why a module needs another, or what pulls a module in',
  details: `With two modules: the shortest chain from the first to the second, and the symbols
that make each step. With one: what it needs, who needs it, and why this copy of
it counts and not another. A module may be named by an alias or a path, too.`,
  worksOn: 'kernel',
  options: [
    { flags: '--tree', help: 'with one module: all its dependencies, as a tree' },
    { flags: '--all-paths', help: 'with two modules: every chain, short ones first' },
    ...LOOKUP_OPTIONS,
  ],
  examples: [
    ['why dm-crypt dm-mod', 'the symbols by which dm-crypt needs dm-mod'],
    ['why crc16', 'everything that needs crc16'],
  ],
  run: async (request) => (await import('./why-command.ts')).runWhy(request),
}
