/** How `tskmod reach` is called: operands, options, examples. */
import { REACH_VERDICTS, TRIGGER_ACTORS } from '../../index.ts'
import { LOOKUP_OPTIONS } from './options.ts'
import type { Subcommand } from './subcommand.ts'

export const REACH: Subcommand = {
  name: 'reach',
  operands: '[names...]',
  summary: 'Which modules can be loaded, by whom, and whether modprobe.d stops it',
  details: `Without names: the modules that modprobe.d means to stop, and how many others can be
loaded by whom. With --deny or --allow: a file for modprobe.d that really does it.
Names are those of closure. The configuration is that of the root, unless named.`,
  worksOn: 'kernel',
  options: [
    { flags: '--actor <actors...>', help: `only what these can load: ${TRIGGER_ACTORS.join(', ')}` },
    { flags: '--all', help: 'list every module' },
    {
      flags: '--fail-on <verdicts...>',
      help: `verdicts on listed modules that make the exit status 1: ${REACH_VERDICTS.join(', ')}, none (default: none)`,
    },
    { flags: '--sarif', help: 'print SARIF 2.1.0, for code scanning, instead of text' },
    { flags: '--deny <names...>', help: 'write a modprobe.d file that stops these' },
    { flags: '--deny-from <file>', help: 'names to deny from a file; - is standard input' },
    {
      flags: '--allow <names...>',
      help: 'modules that must stay loadable; without --deny all others are denied',
    },
    { flags: '--allow-from <file>', help: 'the same from a file, such as the output of lsmod' },
    { flags: '--output <file>', help: 'write the modprobe.d file there instead of standard output (-)' },
    { flags: '--kernel-cmdline <file>', help: 'kernel command line, such as /proc/cmdline (default: none)' },
    { flags: '--system-map <file>', help: 'System.map: initcalls of builtin modules' },
    ...LOOKUP_OPTIONS,
  ],
  examples: [
    ['reach', 'what this configuration tries to stop, and whether it does'],
    ['reach --actor user,userns', 'what users can load without privileges, in numbers'],
    ['reach --deny algif_aead,ksmbd --output 00-tskmod-deny.conf', 'a file that stops both'],
    ['reach --allow-from lsmod.txt', 'a file that stops everything that is not in use'],
  ],
  run: async (request) => (await import('./reach-command.ts')).answerReach(request),
}
