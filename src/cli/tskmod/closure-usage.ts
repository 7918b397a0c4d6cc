import { FILTERS } from './choices.ts'
import { FIRMWARE_OPTIONS, LOOKUP_OPTIONS, SYMBOL_OPTIONS } from './options.ts'
import type { Subcommand } from './subcommand.ts'

export const CLOSURE: Subcommand = {
  name: 'closure',
  operands: '[names...]',
  summary: 'All that is needed to load some modules, in load order',
  details: `Names are module names, aliases and modaliases, =drivers/net for all modules of a
directory, paths, and patterns of names and paths ('dm-*', 'kernel/fs/**').`,
  worksOn: 'kernel',
  options: [
    {
      flags: '--names-from <file>',
      help: 'read further names from a file: /etc/modules, modules-load.d, modules.load, lsmod; - is standard input',
    },
    {
      flags: '--allow-missing <names...>',
      help: 'comma-separated names that may be missing or damaged; an alias must come last, as it may contain commas',
    },
    { flags: '--no-firmware', help: 'do not look for firmware' },
    ...FILTERS.map(([option, , help]) => ({ flags: `--${option} <regex>`, help })),
    {
      flags: '--print <what>',
      isOutput: true,
      help: 'print only this, one per line',
      choices: ['names', 'paths', 'firmware', 'missing'],
    },
    { flags: '--all', help: 'list every module' },
    {
      flags: '--install <dir>',
      help: 'copy it all below this root, and run depmod there; or into a new .cpio or .tar, also .gz or .zst',
    },
    ...LOOKUP_OPTIONS,
    ...SYMBOL_OPTIONS,
    ...FIRMWARE_OPTIONS,
  ],
  examples: [
    ['closure dm-crypt ext4 virtio_blk', 'what an initramfs for an encrypted disk needs'],
    [
      'closure =drivers/net --not-path /wireless/ --print paths',
      'all drivers of wired networks, for a script',
    ],
    ['closure ext4 --install /tmp/initramfs', 'put ext4 and all it needs into an image'],
    ['closure ext4 --root linux.deb --install initramfs.cpio.gz', 'make such an image from a package'],
  ],
  run: async (request) => (await import('./closure-command.ts')).answerClosure(request),
}
