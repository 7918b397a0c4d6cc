/** How `tskmod preflight` is called: operands, options, examples. */
import type { Subcommand } from './subcommand.ts'

export const PREFLIGHT: Subcommand = {
  name: 'preflight',
  operands: '<old> <new>',
  summary: 'Whether the modules that a system names are still there in another kernel',
  details: `Each is a root that holds lib/modules, a module directory, or a release below
--root. Looks up in both kernels what the configuration names: /etc/modules and
modules-load.d, options, softdep, install and blacklist of modprobe.d, the modules of
initramfs-tools, MODULES of mkinitcpio, and add_drivers, force_drivers and omit_drivers
of dracut; with --needs any other list. Says what is gone and what has taken over its
aliases or exports, what is built in now, which parameters are no more, and which modules
need something that the configuration keeps out. Runs nothing and writes nothing. The exit
status is 1 when something that is named is gone, or needs what an install line refuses.`,
  worksOn: 'kernels',
  options: [
    {
      flags: '--config-root <dir>',
      help: 'the root whose configuration is read (default: --root, or that of the first kernel)',
    },
    {
      flags: '--needs <file...>',
      help: 'a list of further names, a line each, as /etc/modules or lsmod have them; - is standard input',
    },
    { flags: '--details', help: 'list also what is kept, what is new, and what neither kernel has' },
  ],
  terms: {
    title: 'States',
    rows: [
      ['gone', 'the first kernel has it, the second has not'],
      ['module', 'it was built in, and has to be loaded now: an initramfs may need it'],
      ['built-in', 'it was a module, and is part of the kernel now'],
      ['kept', 'both have it'],
      ['new', 'only the second has it'],
      ['unknown', 'neither has it'],
    ],
  },
  examples: [
    ['preflight 6.12.1 6.12.2 --root /', 'before this machine boots another kernel'],
    ['preflight old-root linux-image.deb --needs modules.txt', 'a package that is not installed yet'],
  ],
  run: async (request) => (await import('./preflight-command.ts')).runPreflight(request),
}
