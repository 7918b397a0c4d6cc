/** How `tskmod index` is called: operands, options, examples. */
import { INDEX_LAYOUTS } from '../../index.ts'
import type { Subcommand } from './subcommand.ts'

export const INDEX_DUMP: Subcommand = {
  name: 'index dump',
  operands: '<file>',
  summary: 'Print the entries of an index file',
  details: 'One per line: priority, key, value; sorted by key, then by priority, lowest first.',
  worksOn: 'files',
  options: [],
  examples: [['index dump /lib/modules/6.12.0/modules.alias.bin', 'all aliases']],
  run: async (request) => (await import('./index-command.ts')).runIndexDump(request),
}

export const INDEX_VERIFY: Subcommand = {
  name: 'index verify',
  operands: '<file>',
  summary: 'Whether an index file is sound',
  details: `Follows it to its last entry, compares it with the bytes that depmod writes, and
against the text file beside it where there is one (modules.dep for modules.dep.bin).`,
  worksOn: 'files',
  options: [],
  examples: [['index verify /lib/modules/6.12.0/modules.dep.bin', 'look for damage']],
  run: async (request) => (await import('./index-command.ts')).runIndexVerify(request),
}

export const INDEX_CONVERT: Subcommand = {
  name: 'index convert',
  operands: '<file>',
  summary: 'Write an index file in the other layout',
  details: `pre-order is what kmod 34 and newer write, post-order what kmod 33 and older wrote;
all of them read both. The file that is written may be the same one.`,
  worksOn: 'files',
  options: [
    { flags: '--layout <layout>', help: 'the layout to write (default: pre-order)', choices: INDEX_LAYOUTS },
    { flags: '--output <file>', help: 'the file to write; - is standard output, if it is no terminal' },
  ],
  examples: [['index convert modules.dep.bin --layout post-order --output old.bin', 'for old tools']],
  run: async (request) => (await import('./index-command.ts')).runIndexConvert(request),
}
