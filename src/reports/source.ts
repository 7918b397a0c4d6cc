/** Describes the kernel that was queried and the source of the answer, and the options to query it again. */

import { toByteString } from '../base/names.ts'
import { findBelow } from '../host/below-root.ts'
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
  // What reads flat directories takes the text files, and no tsdepmod has to run there.
  const advice = kernel.place.isFlat || staleness.reason === 'unreadable' ? '' : '; run tsdepmod'
  return `${place}, read from its modules, which is slow (${REASONS[staleness.reason](staleness.path)}${advice})`
}

/** Which kernel it is, with the directory of the releases if that is not the usual one. */
export function placeText({ place: { root, release, moduleDirectory } }: Kernel): string {
  const below = isUsual(moduleDirectory) ? root || '/' : `${root}/${moduleDirectory}`
  return `${release} below ${below}`
}

const isUsual = (moduleDirectory: string): boolean => moduleDirectory === DEFAULT_MODULE_DIRECTORY

/**
 * The options that select the same kernel and give the same answers, quoted for a shell. Modprobe configuration and
 * `--from` are only passed to subcommands that look names up, and they pass them on in suggestions.
 */
export function kernelArguments({ place, options }: Kernel): string {
  const { root, release, moduleDirectory, isFlat } = place
  const { depmodConfig = [], modprobeConfig = [], from = 'auto' } = options
  const configs = modprobeConfig === 'root' ? ['root'] : modprobeConfig.map(toByteString)
  const source = place.host.source ?? { root: root || '/', layers: [] }
  return shellWords([
    ...['--root', source.root],
    ...source.layers.flatMap((layer) => ['--layer', layer]),
    ...(isFlat ? [] : ['--kernel', release]),
    ...(isUsual(moduleDirectory) ? [] : ['--moduledir', moduleDirectory]),
    ...depmodConfig.flatMap((path) => ['--depmod-config', toByteString(path)]),
    ...configs.flatMap((path) => ['--modprobe-config', path]),
    ...(from === 'auto' ? [] : ['--from', from]),
  ])
}

/**
 * The command that writes the indexes of a kernel anew, by the same configuration; for an archive, or for layers, into
 * a directory OUT.
 */
export function depmodCommand({ place, options }: Kernel): string {
  const { root, release, isFlat } = place
  const { depmodConfig = [] } = options
  // To depmod the directory of a flat tree is that of a release.
  const moduleDirectory = isFlat ? place.moduleDirectory.replace(/\/[^/]*$/, '') : place.moduleDirectory
  const { source } = place.host
  return shellWords([
    ...['tsdepmod', '-b', source?.root ?? (root || '/')],
    ...(source?.layers ?? []).flatMap((layer) => ['--layer', layer]),
    ...(source === undefined ? [] : ['-o', 'OUT']),
    ...(isUsual(moduleDirectory) ? [] : ['-m', moduleDirectory]),
    ...depmodConfig.flatMap((path) => ['-C', toByteString(path)]),
    release,
  ])
}

/**
 * The same below the root, for a tree in which absolute links lead to modules: `depmod -b` follows them on the machine
 * that it runs on, and misses the modules.
 */
export function depmodInRoot({ place: { root, release, host }, modules }: Kernel): string | undefined {
  if (root === '') return undefined
  const isByAbsoluteLink = ({ path }: { readonly path: string }): boolean =>
    findBelow(host, root, path.slice(root.length + 1))?.links.some(({ target }) => target.startsWith('/')) ===
    true
  return modules().some(isByAbsoluteLink) ? shellWords(['chroot', root, 'depmod', release]) : undefined
}

export const shellWords = (words: readonly string[]): string => words.map(shellWord).join(' ')

export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

const REASONS: Readonly<Record<Staleness['reason'], (path: string) => string>> = {
  missing: (path) => `no ${path}`,
  damaged: (path) => `${path} is damaged`,
  unreadable: (path) => `${path} cannot be read`,
  older: (path) => `${path} is newer than the indexes`,
  unlisted: (path) => `${path} is not in the indexes`,
  gone: (path) => `${path} is in the indexes only`,
}
