/** The options that say which kernel is meant, and from a command line to openKernel(). */

import { JOBS_EXPECTED, parseJobs } from '../../base/jobs.ts'
import { type KernelOptions, KmodError } from '../../index.ts'
import { usualCacheDirectory } from '../command-line/cache-directory.ts'
import type { GivenOptions, OptionRow } from './subcommand.ts'

/** Where what is read of modules is kept. */
export const CACHE_OPTIONS: readonly OptionRow[] = [
  {
    flags: '--cache <dir>',
    help: 'directory that keeps what is read of modules (default: tskmod in the cache directory of the user)',
  },
  { flags: '--no-cache', help: 'keep nothing, and read all modules' },
]

/** Where the kernel is: the same for all subcommands that work on one. */
export const KERNEL_OPTIONS: readonly OptionRow[] = [
  {
    flags: '--root <dir>',
    help: 'directory, package, archive, image or file of facts that has lib/modules in it (default: /, this machine)',
  },
  { flags: '--layer <source...>', help: 'directory, package or image on top of the root' },
  {
    flags: '--kernel <release>',
    help: 'kernel release (default: the only one, or of this machine the running one)',
  },
  { flags: '--moduledir <dir>', help: 'directory of the releases below the root (default: lib/modules)' },
  { flags: '--depmod-config <path...>', help: 'depmod.d file or directory (default: none)' },
  { flags: '--jobs <n>', help: 'threads that read modules' },
  ...CACHE_OPTIONS,
]

/** @throws KmodError KMOD_USAGE for a number of threads that cannot be */
export function kernelOptionsOf(options: GivenOptions, other: Partial<KernelOptions> = {}): KernelOptions {
  const root = other.root ?? options.value('root') ?? '/'
  return {
    root,
    ...given('release', options.value('kernel')),
    ...given('moduleDirectory', options.value('moduledir')),
    ...given('from', options.value('from') as KernelOptions['from']),
    depmodConfig: options.values('depmod-config'),
    modprobeConfig: modprobeConfigOf(options.values('modprobe-config')),
    ...given('kernelCmdline', options.value('kernel-cmdline')),
    ...given('symvers', options.value('symvers')),
    ...given('systemMap', options.value('system-map')),
    ...(options.has('firmware-dir') && { firmwareDirs: options.values('firmware-dir') }),
    ...jobsOf(options),
    ...given('cache', cacheOf(options)),
    ...other,
  }
}

/** `root` is the configuration of the root itself; a file of that name is `./root`. */
function modprobeConfigOf(paths: readonly string[]): readonly string[] | 'root' {
  if (!paths.includes('root')) return paths
  if (paths.length === 1) return 'root'
  throw new KmodError('KMOD_USAGE', '--modprobe-config=root goes with no other --modprobe-config')
}

/**
 * The directory of the cache: as given, or the usual one of this user, if there is one. `--no-cache` is the value
 * `false`.
 */
export function cacheOf(options: GivenOptions): string | undefined {
  if (options.has('cache')) return options.value('cache')
  return options.value('cache') === undefined
    ? usualCacheDirectory(process.geteuid?.(), process.env)
    : undefined
}

/** Whether a problem is none here: the usual directory of the cache need not be there, but one that was named must be. */
export const isExpected = (options: GivenOptions, code: string): boolean =>
  code === 'cache-unwritable' && !options.has('cache')

/**
 * The number of threads, if one was given.
 * @throws KmodError KMOD_USAGE for one that cannot be
 */
export function jobsOf(options: GivenOptions): { readonly jobs?: number } {
  const text = options.value('jobs')
  if (text === undefined) return {}
  const jobs = parseJobs(text)
  if (jobs === undefined) throw new KmodError('KMOD_USAGE', `--jobs takes ${JOBS_EXPECTED}, not '${text}'`)
  return { jobs }
}

/** A property that is absent when it has no value, as exactOptionalPropertyTypes wants it. */
const given = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]?: V })
