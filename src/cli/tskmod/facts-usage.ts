/** How `tskmod facts` is called: operands, options, examples. */
import { SYMBOL_OPTIONS } from './options.ts'
import type { OptionRow, Subcommand } from './subcommand.ts'

const PARQUET_OPTIONS: readonly OptionRow[] = [
  { flags: '--parquet <dir>', help: 'add the kernel to Parquet tables in this directory' },
  { flags: '--origin <name>', help: 'with --parquet: where the kernel is from (default: local)' },
]

export const FACTS: Subcommand = {
  name: 'facts',
  operands: '',
  summary: 'One file with all that is known of a kernel, in place of its tree',
  details: `Every question takes the file in place of a directory (--root kernel.facts), and so do
tsdepmod -b, tsmodprobe -d and tsmodinfo -b. It has the names, sizes and symbols of modules,
what they say about themselves, the indexes and the configuration, but not the modules.
With --parquet, tables of many kernels instead, about which tskmod fleet answers
questions: run it once for each kernel, as many at a time as wanted.`,
  worksOn: 'kernel',
  options: [
    {
      flags: '--output <file>',
      help: 'the file to write; -, the default, is standard output, if it is no terminal',
    },
    {
      flags: '--digests',
      help: 'also SHA-256 of the content of each module, which diff --content compares; reads each module as a whole',
    },
    ...PARQUET_OPTIONS,
    ...SYMBOL_OPTIONS.map((row) => ({ ...row, help: `with --parquet: ${row.help}` })),
  ],
  examples: [
    ['facts --output kernel.facts', 'keep what is known of this kernel'],
    ['facts --root linux.deb --output kernel.facts', 'the same of a package'],
    ['why ext4 --root kernel.facts', 'ask it, on any machine'],
    ['facts --parquet tables --origin debian', 'add this kernel to tables'],
  ],
  run: async (request) => (await import('./facts-command.ts')).runFacts(request),
}
