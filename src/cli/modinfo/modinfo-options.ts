/** The options of modinfo, in the order of kmod's own table, and the parsed command line. */
import { JOBS_EXPECTED, parseJobs } from '../../base/jobs.ts'
import type { KmodVersion } from '../../base/kmod-versions.ts'
import { toByteString } from '../../base/names.ts'
import { normalizeArguments, type OptionSpec } from '../command-line/getopt.ts'
import { KMOD_COMPAT_OPTION, kmodVersionOf } from '../command-line/kmod-compat.ts'

export const MODINFO_USAGE = `Usage:
	modinfo [options] <modulename|filename> [modulename|filename...]

Prints what modules say about themselves.`

export const MODINFO_OPTIONS: readonly OptionSpec[] = [
  { long: 'author', short: 'a', help: "print only 'author'" },
  { long: 'description', short: 'd', help: "print only 'description'" },
  { long: 'license', short: 'l', help: "print only 'license'" },
  { long: 'parameters', short: 'p', help: "print only 'parm'" },
  { long: 'filename', short: 'n', help: "print only 'filename'" },
  { long: 'null', short: '0', help: 'end every line with NUL instead of a newline' },
  { long: 'modname', short: 'm', help: 'take arguments as names of modules, not of files or aliases' },
  { long: 'field', short: 'F', value: 'FIELD', help: 'print only FIELD' },
  { long: 'set-version', short: 'k', value: 'VERSION', help: 'use VERSION instead of the running kernel' },
  { long: 'basedir', short: 'b', value: 'DIR', help: 'root below which /lib/modules is (default: /)' },
  { long: 'version', short: 'V', immediate: true, help: 'show the version' },
  { long: 'help', short: 'h', immediate: true, help: 'show this help' },
  {
    long: 'jobs',
    value: 'N',
    origin: 'own',
    help: 'threads that read modules (default: by the amount of work)',
    check: (value) => (parseJobs(value) === undefined ? `ERROR: --jobs takes ${JOBS_EXPECTED}` : undefined),
  },
  KMOD_COMPAT_OPTION,
]

/** Options that select one field. */
const FIELD_OF: Readonly<Record<string, string>> = {
  author: 'author',
  description: 'description',
  license: 'license',
  parameters: 'parm',
  filename: 'filename',
}

export interface ModinfoRequest {
  readonly show?: 'help' | 'version'
  /** The one field to print; a byte string. */
  readonly field?: string
  readonly separator: '\n' | '\0'
  readonly byModname: boolean
  readonly release?: string
  readonly root?: string
  readonly jobs?: number
  readonly kmod: KmodVersion
  readonly targets: readonly string[]
}

/**
 * @param calledAs the name that the program was called by, for error messages
 * @param compat the value of $TSKMOD_COMPAT
 * @throws KmodError KMOD_USAGE
 */
export function readModinfoArguments(
  calledAs: string,
  args: readonly string[],
  compat?: string,
): ModinfoRequest {
  const read = normalizeArguments(calledAs, MODINFO_OPTIONS, args)
  // Every option is before the `--` by its long name; after one that acts at once there may be nothing at all.
  const end = read.indexOf('--')
  const options = read.slice(0, end < 0 ? read.length : end).map(splitOption)
  const has = (long: string): boolean => options.some(([name]) => name === long)
  const last = (long: string): string | undefined => options.findLast(([name]) => name === long)?.[1]
  const show = (['help', 'version'] as const).find(has)
  const field = options
    .map(([name, value]) => (name === 'field' ? value : FIELD_OF[name]))
    .findLast((name) => name !== undefined)
  const [release, root, jobs] = [last('set-version'), last('basedir'), last('jobs')]
  return {
    ...(show !== undefined && { show }),
    ...(field !== undefined && { field: toByteString(field) }),
    separator: has('null') ? '\0' : '\n',
    byModname: has('modname'),
    ...(release !== undefined && { release }),
    ...(root !== undefined && { root }),
    ...(jobs !== undefined && { jobs: Number(jobs) }),
    kmod: kmodVersionOf(calledAs, last('kmod-compat'), compat),
    targets: end < 0 ? [] : read.slice(end + 1),
  }
}

function splitOption(option: string): readonly [long: string, value: string] {
  const equals = option.indexOf('=')
  return equals < 0 ? [option.slice(2), ''] : [option.slice(2, equals), option.slice(equals + 1)]
}
