/**
 * The parsed arguments of modprobe, as plain data.
 *
 * Reads the normalised arguments itself: the order of -q and -v matters, and loading commander would take longer than
 * everything that modprobe does for a query.
 */
import { isChanged, KMOD_VERSIONS, type KmodVersion } from '../../base/kmod-versions.ts'
import { normalizeArguments, type OptionSpec } from '../command-line/getopt.ts'
import { kmodVersionOf } from '../command-line/kmod-compat.ts'
import { MODPROBE_OPTIONS, modprobeOptions } from './modprobe-options.ts'

export type ModprobeTask = 'help' | 'version' | 'config' | 'modversions' | 'exports' | 'remove' | 'insert'

export interface ModprobeSettings {
  readonly task: ModprobeTask
  readonly names: readonly string[]
  /** The largest priority number that is printed. */
  readonly verbosity: number
  /** The long names of the options that were given. */
  readonly given: ReadonlySet<string>
  /** Values by long name, the last one given. */
  readonly values: ReadonlyMap<string, string>
  readonly config: readonly string[]
  /** Options that commands find in MODPROBE_OPTIONS, too. */
  readonly passedOn: readonly string[]
  readonly kmod: KmodVersion
  /** Deprecated long names that were given, in order; kmod 34 has none. */
  readonly deprecated: readonly Deprecated[]
}

export interface Deprecated {
  readonly long: string
  readonly insteadUse: string
}

/** kmod: LOG_WARNING is the default; -q is LOG_EMERG, and each -v one more than what is before it. */
export const DEFAULT_MODPROBE_VERBOSITY = 4
const QUIET = 0

/** By precedence; the options of a task override all others. */
const TASKS: readonly (readonly [option: string, task: ModprobeTask])[] = [
  ['help', 'help'],
  ['version', 'version'],
  ['showconfig', 'config'],
  ['show-modversions', 'modversions'],
  ['show-exports', 'exports'],
  ['remove', 'remove'],
]

const SPECS = new Map<string, OptionSpec>(MODPROBE_OPTIONS.map((spec) => [spec.long, spec]))
const PASSED_ON: readonly string[] = ['config', 'syslog', 'quiet', 'verbose']

/**
 * @param compat the value of $TSKMOD_COMPAT
 * @throws KmodError KMOD_USAGE
 */
export function readSettings(program: string, args: readonly string[], compat?: string): ModprobeSettings {
  const likely = likelyVersion(args) ?? kmodVersionOf(program, undefined, compat)
  const { normalized, kmod, deprecated } = readArguments(program, args, likely)
  const end = normalized.indexOf('--')
  const options = end < 0 ? normalized : normalized.slice(0, end)
  const given = new Set<string>()
  const values = new Map<string, string>()
  const config: string[] = []
  const passedOn: string[] = []
  let verbosity = DEFAULT_MODPROBE_VERBOSITY
  for (const option of options) {
    const { long, value } = splitOption(option)
    given.add(long)
    if (value !== undefined) values.set(long, value)
    if (long === 'config') config.push(value ?? '')
    if (long === 'quiet') verbosity = QUIET
    if (long === 'verbose') verbosity++
    if (PASSED_ON.includes(long))
      passedOn.push(`-${SPECS.get(long)?.short}${value === undefined ? '' : ` ${value}`}`)
  }
  if (given.has('remove-holders') && isChanged('remove-holders-removes', kmod)) given.add('remove')
  const task = TASKS.find(([option]) => given.has(option))?.[1] ?? 'insert'
  const names = end < 0 ? [] : normalized.slice(end + 1)
  return { task, names, verbosity, given, values, config, passedOn, kmod, deprecated }
}

interface ReadArguments extends Pick<ModprobeSettings, 'kmod' | 'deprecated'> {
  readonly normalized: readonly string[]
}

/** Ensures that errors about options before --kmod-compat follow the requested release, too. */
const likelyVersion = (args: readonly string[]): KmodVersion | undefined =>
  KMOD_VERSIONS.find((version) => args.includes(`--kmod-compat=${version}`))

/** Option names depend on the release of kmod, which is itself an option: they are parsed again if it is given. */
function readArguments(program: string, args: readonly string[], kmod: KmodVersion): ReadArguments {
  const deprecated: Deprecated[] = []
  const normalized = normalizeArguments(program, modprobeOptions(kmod), args, ({ long, deprecatedFor }) => {
    if (deprecatedFor !== undefined && isChanged('deprecated-options', kmod))
      deprecated.push({ long, insteadUse: deprecatedFor })
  })
  const end = normalized.indexOf('--')
  const chosen = normalized.slice(0, end < 0 ? normalized.length : end).findLast(isCompatOption)
  const wanted = kmodVersionOf(program, chosen === undefined ? undefined : splitOption(chosen).value, kmod)
  return wanted === kmod ? { normalized, kmod, deprecated } : readArguments(program, args, wanted)
}

const isCompatOption = (option: string): boolean => splitOption(option).long === 'kmod-compat'

function splitOption(option: string): { readonly long: string; readonly value?: string } {
  const equals = option.indexOf('=')
  if (equals < 0) return { long: option.slice(2) }
  return { long: option.slice(2, equals), value: option.slice(equals + 1) }
}
