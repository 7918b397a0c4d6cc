/** Says which kernel was asked, and by what; and how to ask it again. */
import type { Staleness } from '../../kernel/index-freshness.ts'
import { findSymbolFile } from '../../kernel/module-dir-files.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import type { GivenOptions } from './subcommand.ts'

/** One sentence without a full stop. */
export function sourceText(
  { place: { root, release } }: Kernel,
  source: 'indexes' | 'modules',
  staleness: Staleness | undefined,
): string {
  const place = `${release} below ${root === '' ? '/' : root}`
  if (source === 'indexes') return `${place}, by its index files`
  if (staleness === undefined) return `${place}, by its modules`
  return `${place}, by its modules: ${REASONS[staleness.reason](staleness.path)}`
}

/** The kernel with the file of symbols that the options name, else with the one that is below the root. */
export function openWithSymbols(options: GivenOptions, openKernel: (other?: object) => Kernel): Kernel {
  const kernel = openKernel()
  return options.has('symvers') || options.has('system-map')
    ? kernel
    : openKernel(findSymbolFile(kernel.place))
}

/** The options that lead to the same kernel, as a shell takes them. */
export const kernelArguments = ({ place: { root, release } }: Kernel): string =>
  `--root ${shellWord(root === '' ? '/' : root)} --kernel ${shellWord(release)}`

export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

const REASONS: Readonly<Record<Staleness['reason'], (path: string) => string>> = {
  missing: (path) => `there is no ${path}`,
  damaged: (path) => `${path} is damaged`,
  older: (path) => `${path} is newer than the indexes`,
  unlisted: (path) => `${path} is not in the indexes`,
  gone: (path) => `${path} is in the indexes only`,
}
