/**
 * The options of depmod: the one table for parsing and for help, in the order of kmod's own table, which is visible in
 * the error message for an ambiguous abbreviation.
 */
import { JOBS_EXPECTED, parseJobs } from '../../base/jobs.ts'
import { INDEX_LAYOUTS, isIndexLayout } from '../../indexes/index-format.ts'
import type { OptionSpec } from '../command-line/getopt.ts'
import { KMOD_COMPAT_OPTION } from '../command-line/kmod-compat.ts'

export const DEPMOD_USAGE = `Usage:
	depmod [options] [release [/path/to/module.ko...]]

Reads the modules of a kernel release (default: the running one) and writes
modules.dep and the other index files that modprobe looks things up in.`

export const DEPMOD_OPTIONS: readonly OptionSpec[] = [
  { long: 'all', short: 'a', help: 'read all modules; this is the default when no files are given' },
  { long: 'quick', short: 'A', help: 'do nothing unless a module is newer than modules.dep' },
  { long: 'basedir', short: 'b', value: 'DIR', help: 'root of the tree of modules (default: /)' },
  {
    long: 'moduledir',
    short: 'm',
    value: 'DIR',
    help: 'module directory below the root (default: /lib/modules)',
  },
  { long: 'outdir', short: 'o', value: 'DIR', help: 'root below which to write (default: the basedir)' },
  { long: 'config', short: 'C', value: 'PATH', help: 'read configuration from this file or directory' },
  {
    long: 'symvers',
    short: 'E',
    value: 'FILE',
    help: 'Module.symvers of the kernel: symbols and their versions',
  },
  { long: 'filesyms', short: 'F', value: 'FILE', help: "System.map of the kernel: the kernel's own symbols" },
  { long: 'errsyms', short: 'e', help: 'report symbols that no module has; needs -E or -F' },
  { long: 'verbose', short: 'v', help: 'print which symbol makes each dependency' },
  { long: 'show', short: 'n', help: 'print the text files to standard output, write nothing' },
  { long: 'dry-run', aliasOf: 'show', help: 'the same as --show' },
  {
    long: 'symbol-prefix',
    short: 'P',
    value: 'CHAR',
    help: 'character that symbols start with on this architecture',
    check: (value) => (Buffer.byteLength(value) === 1 ? undefined : 'FATAL: -P only takes a single char'),
  },
  { long: 'warn', short: 'w', help: 'warn about duplicate values in an index' },
  { long: 'version', short: 'V', immediate: true, help: 'show the version' },
  { long: 'help', short: 'h', immediate: true, help: 'show this help' },
  {
    long: 'jobs',
    value: 'N',
    origin: 'own',
    help: 'threads that read modules (default: by the amount of work)',
    check: (value) => (parseJobs(value) === undefined ? `FATAL: --jobs takes ${JOBS_EXPECTED}` : undefined),
  },
  {
    long: 'layer',
    value: 'SOURCE',
    origin: 'own',
    help: 'directory, package or image on top of the basedir; may be repeated',
    check: (value) => (value === '' ? 'FATAL: --layer takes a directory, package or image' : undefined),
  },
  {
    long: 'output-archive',
    value: 'FILE',
    origin: 'own',
    help: 'write into a new .tar or .cpio, also .gz or .zst, not into a directory',
  },
  {
    long: 'index-layout',
    value: 'LAYOUT',
    choices: INDEX_LAYOUTS,
    origin: 'own',
    help: `${INDEX_LAYOUTS.join(' or ')} indexes, as kmod >= 34 or <= 33 writes them`,
    check: (value) =>
      isIndexLayout(value) ? undefined : `FATAL: --index-layout takes ${INDEX_LAYOUTS.join(' or ')}`,
  },
  {
    long: 'cache',
    value: '[DIR]',
    origin: 'own',
    help: "keep facts here, read only changed modules (default: the user's or system's cache directory)",
    check: (value) => (value === '' ? 'FATAL: --cache= takes a directory' : undefined),
  },
  KMOD_COMPAT_OPTION,
  { long: 'quiet', short: 'q', origin: 'former', help: '' },
  { long: 'unresolved-error', short: 'u', origin: 'former', help: '' },
  { long: 'root', short: 'r', origin: 'former', help: '' },
  { long: 'map', origin: 'former', help: '' },
]
