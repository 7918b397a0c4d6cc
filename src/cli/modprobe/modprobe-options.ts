/**
 * The options of modprobe: the one table for parsing and for help, in the order of kmod's own table, which is visible
 * in the error message for an ambiguous abbreviation.
 */
import { isChanged, type KmodVersion } from '../../base/kmod-versions.ts'
import type { OptionSpec } from '../command-line/getopt.ts'
import { KMOD_COMPAT_OPTION } from '../command-line/kmod-compat.ts'

export const MODPROBE_USAGE = `Usage:
	modprobe [options] modulename [parameter=value...]
	modprobe [options] -a modulename [modulename...]
	modprobe [options] -r modulename [modulename...]
	modprobe [options] -R|-D [-a] modulename|modalias [...]
	modprobe [options] -c
	modprobe [options] --show-modversions|--show-exports filename

Prints what is to be loaded for a module or a modalias, and loads or removes it.`

/** kmod: strtoul() with base 0, which must use the whole text. */
const WAIT = /^\s*[+-]?(0x[\da-f]+|0[0-7]*|[1-9]\d*)$/i

export const MODPROBE_OPTIONS: readonly OptionSpec[] = [
  { long: 'all', short: 'a', help: 'every argument is the name of a module' },
  { long: 'remove', short: 'r', help: 'remove modules instead of loading them' },
  { long: 'remove-dependencies', aliasOf: 'remove-holders', help: 'the same as --remove-holders' },
  { long: 'remove-holders', help: 'with -r: remove the modules that hold it, too' },
  {
    long: 'wait',
    short: 'w',
    value: 'MSEC',
    help: 'with -r: wait this long for a module that is in use',
    check: (value) => (WAIT.test(value) ? undefined : `ERROR: unexpected wait value '${value}'.`),
  },
  { long: 'resolve-alias', short: 'R', help: 'print the names of the modules that an alias resolves to' },
  { long: 'first-time', help: 'fail if the module is loaded, or removed, already' },
  { long: 'ignore-install', short: 'i', help: 'ignore install and remove commands, and softdeps' },
  { long: 'ignore-remove', aliasOf: 'ignore-install', help: 'the same as --ignore-install' },
  { long: 'use-blacklist', short: 'b', help: 'apply the blacklist to names of modules, too' },
  { long: 'force', short: 'f', help: 'load or remove by force' },
  { long: 'force-modversion', help: 'load although the versions of symbols differ' },
  { long: 'force-vermagic', help: 'load although the version of the kernel differs' },
  { long: 'show-depends', short: 'D', help: 'print what would be loaded' },
  { long: 'showconfig', short: 'c', help: 'print all configuration and all aliases' },
  { long: 'show-config', aliasOf: 'showconfig', help: 'the same as --showconfig' },
  { long: 'show-modversions', help: 'print the versions of the symbols that a module file needs' },
  { long: 'dump-modversions', aliasOf: 'show-modversions', help: 'the same as --show-modversions' },
  { long: 'show-exports', help: 'print the symbols that a module file exports' },
  { long: 'dry-run', short: 'n', help: 'do nothing; print what would be done with -v' },
  { long: 'show', aliasOf: 'dry-run', help: 'the same as --dry-run' },
  { long: 'config', short: 'C', value: 'PATH', help: 'read configuration from this file or directory' },
  { long: 'dirname', short: 'd', value: 'DIR', help: 'root that has /lib/modules (default: /)' },
  {
    long: 'set-version',
    short: 'S',
    value: 'RELEASE',
    help: 'the kernel release (default: the running one)',
  },
  { long: 'syslog', short: 's', help: 'messages to syslog, not to standard error' },
  { long: 'quiet', short: 'q', help: 'no messages' },
  { long: 'verbose', short: 'v', help: 'more messages, and what is done' },
  { long: 'version', short: 'V', immediate: true, help: 'show the version' },
  { long: 'help', short: 'h', immediate: true, help: 'show this help' },
  {
    long: 'no-kernel-cmdline',
    origin: 'own',
    help: "ignore the running kernel's command line",
  },
  {
    long: 'config-root',
    value: 'DIR',
    origin: 'own',
    help: 'root of the directories of configuration (default: /)',
  },
  {
    long: 'show-alias',
    aliasOf: 'resolve-alias',
    origin: 'own',
    help: 'the same as --resolve-alias, by its name in kmod 35',
  },
  KMOD_COMPAT_OPTION,
]

/** Long names that kmod 35 accepts with a warning, and their replacements. */
const DEPRECATED: Readonly<Record<string, string>> = {
  'remove-dependencies': 'remove-holders',
  'resolve-alias': 'show-alias',
  showconfig: 'show-config',
  'dump-modversions': 'show-modversions',
  show: 'dry-run',
}

/** The options of a release of kmod. The order of 35's table is not known: that of 34 is used. */
export const modprobeOptions = (kmod: KmodVersion): readonly OptionSpec[] =>
  isChanged('show-alias', kmod) ? OPTIONS_OF_35 : MODPROBE_OPTIONS

/** The new names of -R and -c have their letters; the table above keeps the old ones, which settings use. */
const LETTER_OF: Readonly<Record<string, string>> = {
  'show-alias': 'resolve-alias',
  'show-config': 'showconfig',
}

const HELP_OF_35: Readonly<Record<string, string>> = {
  'remove-holders': 'remove modules, and those that hold them',
  'dry-run': 'do nothing; print what would be done',
  'show-modversions': 'print the versions of the symbols that a module needs',
  'show-exports': 'print the symbols that a module exports',
}

const OPTIONS_OF_35: readonly OptionSpec[] = MODPROBE_OPTIONS.map(optionOf35)

function optionOf35(spec: OptionSpec): OptionSpec {
  const deprecatedFor = DEPRECATED[spec.long]
  if (deprecatedFor !== undefined) {
    const { short: _, ...rest } = spec
    return { ...rest, deprecatedFor, help: `deprecated: use --${deprecatedFor}` }
  }
  const former = MODPROBE_OPTIONS.find(({ long }) => long === LETTER_OF[spec.long])
  if (former?.short !== undefined) {
    const { origin: _, ...rest } = spec
    return { ...rest, short: former.short, help: former.help }
  }
  const help = HELP_OF_35[spec.long]
  return help === undefined ? spec : { ...spec, help }
}
