/** Options that several subcommands share: each takes those that apply to its question. */
import type { OptionRow } from './subcommand.ts'

/** For subcommands that apply modprobe's configuration. */
export const MODPROBE_OPTIONS: readonly OptionRow[] = [
  {
    flags: '--modprobe-config <path...>',
    help: "modprobe.d file or directory, or root: the root's own (default: none)",
  },
]

/** For subcommands that look names up. */
export const LOOKUP_OPTIONS: readonly OptionRow[] = [
  {
    flags: '--from <source>',
    help: 'where to look names up; auto: in the index files, or in the modules if those are missing or stale',
    choices: ['auto', 'indexes', 'modules'],
  },
  ...MODPROBE_OPTIONS,
]

/** For subcommands that use the kernel's own symbols. */
export const SYMBOL_OPTIONS: readonly OptionRow[] = [
  { flags: '--symvers <file>', help: "Module.symvers: the kernel's own symbols and their versions" },
  { flags: '--system-map <file>', help: "System.map: the kernel's own symbols" },
]

/** For subcommands that look for firmware. */
export const FIRMWARE_OPTIONS: readonly OptionRow[] = [
  {
    flags: '--firmware-dir <dir...>',
    help: 'firmware directory below the root (default: those of the kernel)',
  },
]
