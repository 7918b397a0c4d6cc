/** How `tskmod list` is called: operands, options, examples. */
import { LIST_ORDERS } from '../../index.ts'
import { LOOKUP_OPTIONS } from './options.ts'
import type { Subcommand } from './subcommand.ts'

export const LIST: Subcommand = {
  name: 'list',
  operands: '[names...]',
  summary: 'List modules: by path, size, alias family, built in',
  details: `Names are those of closure: modules, aliases, =drivers/net for all of a directory,
paths, and patterns. Without any, every module is listed.`,
  worksOn: 'kernel',
  options: [
    { flags: '--alias <family>', help: 'only modules with aliases of this family: pci, usb, fs, net-pf ...' },
    { flags: '--builtin', help: 'only builtin modules' },
    { flags: '--no-builtin', help: 'no builtin modules' },
    { flags: '--sort <by>', help: 'sort key (default: name)', choices: LIST_ORDERS },
    { flags: '--print <what>', help: 'print only this, one per line', choices: ['names', 'paths'] },
    ...LOOKUP_OPTIONS,
  ],
  examples: [
    ['list =drivers/net --sort size', 'network drivers, largest first'],
    ['list --alias fs --print names', 'all file systems, for a script'],
    ['list --builtin', 'everything that is built in'],
  ],
  run: async (request) => (await import('./list-command.ts')).runList(request),
}
