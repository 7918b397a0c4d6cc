/** The kernels that operands name, for subcommands that work on two of them. */
import {
  findSymbolFile,
  type Kernel,
  type KernelOptions,
  KmodError,
  MODULE_DIRECTORIES,
  nodeHost,
  toByteString,
} from '../../index.ts'
import type { GivenOptions, SubcommandRequest } from './subcommand.ts'

/**
 * Opens the kernel of an operand, with the file that has its own symbols, where there is one.
 * @throws KmodError KMOD_USAGE, KMOD_IO, KMOD_ARCHIVE
 */
export async function openSide(
  word: string,
  options: GivenOptions,
  openKernel: SubcommandRequest['openKernel'],
  more: Partial<KernelOptions> = {},
): Promise<Kernel> {
  const place = { ...placeOf(word, options), ...more }
  const kernel = await openKernel(place)
  const symbols = findSymbolFile(kernel.place)
  return Object.keys(symbols).length === 0 ? kernel : openKernel({ ...place, ...symbols })
}

/** What is no directory is a package, an archive or an image, and so is what lies inside one. */
const isArchive = (word: string): boolean =>
  /!(\/|$)/.test(word) ||
  (nodeHost.exists(toByteString(word)) && nodeHost.status(toByteString(word)).kind === 'file')

/**
 * A word without a slash is a release below --root, where there is one. A directory with lib/modules in it is a root,
 * any other one a module directory, whose root is what lib/modules is below, or, where it is elsewhere, its parent.
 */
function placeOf(word: string, options: GivenOptions): Partial<KernelOptions> {
  const named = options.value('moduledir')
  const parents = named === undefined ? MODULE_DIRECTORIES : [named]
  if (options.has('root') && !word.includes('/')) return { release: word }
  const isThere = (path: string): boolean => nodeHost.exists(toByteString(path))
  if (isArchive(word)) return { root: word }
  if (!isThere(word))
    throw new KmodError('KMOD_USAGE', `there is no directory '${word}'; to name a release say --root, too`)
  if (parents.some((parent) => isThere(`${word}/${parent}`))) return { root: word }
  const [, above = '.', release = ''] = /^(?:(.*)\/)?([^/]+)\/*$/.exec(word) ?? []
  const parent = parents.toReversed().find((directory) => above.endsWith(`/${directory}`))
  return parent !== undefined
    ? { root: above.slice(0, -parent.length - 1) || '/', moduleDirectory: parent, release }
    : { root: above === '' ? '/' : above, moduleDirectory: '.', release }
}
