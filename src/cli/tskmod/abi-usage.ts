/** How `tskmod abi` is called: operands, options, examples. */
import { CACHE_OPTIONS } from './kernel-options.ts'
import type { Subcommand } from './subcommand.ts'

export const ABI: Subcommand = {
  name: 'abi',
  operands: '<modules...>',
  summary: 'Which modules would load in which kernels',
  details: `Each operand is a module file, or a directory, package, archive or image of
them; each --against is a Module.symvers, a directory or package of kernel headers, a
module directory, or a root, package or image with one kernel. Compares versions, unknown symbols, namespaces, GPL-only symbols, vermagic
and machine, as the kernel does. Reads the modules once, regardless of the number of
kernels. The exit status is 1 when a module would not load.`,
  worksOn: 'files',
  options: [
    { flags: '--against <kernel...>', help: 'what the modules are compared with; may be repeated' },
    {
      flags: '--stablelist <file>',
      help: 'mark symbols of the kernel that are not in this list, one name per line',
    },
    {
      flags: '--emit <form>',
      help: "print the modules' requires for RPM in place of the comparison; ksym: kernel(NAME) = 0xCRC, or ksym(...) for what no --against has in that version; suse: ksym(FLAVOUR:NAME) = CRC",
      choices: ['ksym', 'suse'],
    },
    { flags: '--details', help: 'list every module' },
    { flags: '--jobs <n>', help: 'threads that read modules' },
    ...CACHE_OPTIONS,
  ],
  examples: [
    ['abi /lib/modules/6.1.0-1/extra --against /usr/src/linux-headers-6.1.0-2', 'before a kernel upgrade'],
    ['abi build --against a/Module.symvers --against b/Module.symvers', 'one build, two kernels'],
    ['abi kmod-zfs.rpm zfs-modules.deb --against linux-headers.deb', 'packages, without unpacking them'],
    ['abi build --emit ksym --against Module.symvers', 'what a package of these modules requires'],
  ],
  run: async (request) => (await import('./abi-command.ts')).runAbi(request),
}
