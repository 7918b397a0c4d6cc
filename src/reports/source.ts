/** Says which kernel was asked, and by what; and how to ask it again. */

import { toByteString } from '../base/names.ts'
import type { Staleness } from '../kernel/index-freshness.ts'
import { DEFAULT_MODULE_DIRECTORY } from '../kernel/kernel-location.ts'
import type { Kernel } from '../kernel/open-kernel.ts'

/** One sentence without a full stop. */
export function sourceText(
  kernel: Kernel,
  source: 'indexes' | 'modules',
  staleness: Staleness | undefined,
): string {
  const place = placeText(kernel)
  if (source === 'indexes') return `${place}, from its index files`
  if (staleness === undefined) return `${place}, read from its modules`
  return `${place}, read from its modules, which is slow (${REASONS[staleness.reason](staleness.path)}; run tsdepmod)`
}

/** Which kernel it is; with the directory of the releases where that is not the usual one. */
export function placeText({ place: { root, release, moduleDirectory } }: Kernel): string {
  const below = isUsual(moduleDirectory) ? root || '/' : `${root}/${moduleDirectory}`
  return `${release} below ${below}`
}

const isUsual = (moduleDirectory: string): boolean => moduleDirectory === DEFAULT_MODULE_DIRECTORY

/**
 * The options that lead to the same kernel and the same answers, as a shell takes them. Modprobe configuration is given
 * only to subcommands that look names up, and those that they point to do so, too.
 */
export function kernelArguments({ place, options }: Kernel): string {
  const { root, release, moduleDirectory, isFlat } = place
  const { depmodConfig = [], modprobeConfig = [] } = options
  const configs = modprobeConfig === 'root' ? ['root'] : modprobeConfig.map(toByteString)
  return shellWords([
    ...['--root', root || '/'],
    ...(isFlat ? [] : ['--kernel', release]),
    ...(isUsual(moduleDirectory) ? [] : ['--moduledir', moduleDirectory]),
    ...depmodConfig.flatMap((path) => ['--depmod-config', toByteString(path)]),
    ...configs.flatMap((path) => ['--modprobe-config', path]),
  ])
}

/** The command that writes the indexes of a kernel anew, by the same configuration. */
export function depmodCommand({ place: { root, release, moduleDirectory }, options }: Kernel): string {
  const { depmodConfig = [] } = options
  return shellWords([
    ...['tsdepmod', '-b', root || '/'],
    ...(isUsual(moduleDirectory) ? [] : ['-m', moduleDirectory]),
    ...depmodConfig.flatMap((path) => ['-C', toByteString(path)]),
    release,
  ])
}

export const shellWords = (words: readonly string[]): string => words.map(shellWord).join(' ')

export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

const REASONS: Readonly<Record<Staleness['reason'], (path: string) => string>> = {
  missing: (path) => `no ${path}`,
  damaged: (path) => `${path} is damaged`,
  older: (path) => `${path} is newer than the indexes`,
  unlisted: (path) => `${path} is not in the indexes`,
  gone: (path) => `${path} is in the indexes only`,
}
