/** Says which kernel was asked, and by what; and how to ask it again. */
import type { Staleness } from '../../kernel/index-freshness.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'

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

/** The options that lead to the same kernel, as a shell takes them. */
export const kernelArguments = ({ place: { root, release, isFlat } }: Kernel): string =>
  `--root ${shellWord(root === '' ? '/' : root)}${isFlat ? '' : ` --kernel ${shellWord(release)}`}`

export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

const REASONS: Readonly<Record<Staleness['reason'], (path: string) => string>> = {
  missing: (path) => `there is no ${path}`,
  damaged: (path) => `${path} is damaged`,
  older: (path) => `${path} is newer than the indexes`,
  unlisted: (path) => `${path} is not in the indexes`,
  gone: (path) => `${path} is in the indexes only`,
}
