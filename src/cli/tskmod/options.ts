/** Options that several subcommands have: each takes those that matter to its question. */
import type { OptionRow } from './subcommand.ts'

/** For those to whom modprobe's configuration matters. */
export const MODPROBE_OPTIONS: readonly OptionRow[] = [
  {
    flags: '--modprobe-config <path...>',
    help: "modprobe.d file or directory, or root: the root's own (default: none)",
  },
]

/** For those who look names up. */
export const LOOKUP_OPTIONS: readonly OptionRow[] = [
  {
    flags: '--from <source>',
    help: 'where names are looked up; auto: in the index files, or in the modules when those are missing or stale',
    choices: ['auto', 'indexes', 'modules'],
  },
  ...MODPROBE_OPTIONS,
]

/** For those to whom the kernel's own symbols matter. */
export const SYMBOL_OPTIONS: readonly OptionRow[] = [
  { flags: '--symvers <file>', help: "Module.symvers: the kernel's own symbols and their versions" },
  { flags: '--system-map <file>', help: "System.map: the kernel's own symbols" },
]

/** For those who look for firmware. */
export const FIRMWARE_OPTIONS: readonly OptionRow[] = [
  {
    flags: '--firmware-dir <dir...>',
    help: 'firmware directory below the root (default: those of the kernel)',
  },
]
