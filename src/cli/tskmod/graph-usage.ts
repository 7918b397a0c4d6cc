/** How `tskmod graph` is called: operands, options, examples. */

import { FORMATS } from './choices.ts'
import { FIRMWARE_OPTIONS, LOOKUP_OPTIONS } from './options.ts'
import type { Subcommand } from './subcommand.ts'

export const GRAPH: Subcommand = {
  name: 'graph',
  operands: '<names...>',
  summary: 'A graph of the modules that some modules pull in, and why',
  details: `Names are those of tskmod closure. The page is one file that needs no network:
pan, zoom, find, and click for symbols and sizes.`,
  worksOn: 'kernel',
  options: [
    {
      flags: '--format <format>',
      help: 'output format; default: by the suffix of --output, else dot',
      choices: FORMATS,
    },
    {
      flags: '--output <file>',
      isOutput: true,
      help: 'write to this file, replacing it, instead of standard output (-)',
    },
    {
      flags: '--allow-missing <names...>',
      help: 'comma-separated names that may be missing; an alias must come last, as it may contain commas',
    },
    { flags: '--no-firmware', help: 'do not look for firmware' },
    ...LOOKUP_OPTIONS,
    ...FIRMWARE_OPTIONS,
  ],
  examples: [
    ['graph dm-crypt --output dm-crypt.html', 'a page for a browser'],
    ['graph ext4 | dot -Tsvg -o ext4.svg', 'an image, made by Graphviz'],
  ],
  run: async (request) => (await import('./graph-command.ts')).runGraph(request),
}
