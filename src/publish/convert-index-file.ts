/** Writes an index file in the other layout. */
import { type OptionNames, refuseUnknownOptions } from '../base/known-options.ts'
import { toByteString } from '../base/names.ts'
import type { Host } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'
import { convertIndex } from '../indexes/index-content.ts'
import type { IndexLayout } from '../indexes/index-format.ts'
import { writeFile } from './write-file.ts'

export interface ConvertIndexOptions {
  readonly from: string
  /** May be the same file: it is replaced as a whole or not at all. */
  readonly to: string
  readonly layout: IndexLayout
  readonly host?: Host
}

const CONVERT_OPTIONS: OptionNames<ConvertIndexOptions> = { from: true, to: true, layout: true, host: true }

/**
 * Writes an index file in another layout, over another file or over itself, all or nothing.
 *
 * @example
 * await convertIndexFile({ from: 'modules.dep.bin', to: 'old.bin', layout: 'post-order' })
 * @returns bytes written
 * @throws KmodError KMOD_USAGE for an unknown option, KMOD_IO, and what says that `from` is no index or a damaged one
 */
export async function convertIndexFile(options: ConvertIndexOptions): Promise<number> {
  refuseUnknownOptions<ConvertIndexOptions>('convertIndexFile()', options, CONVERT_OPTIONS)
  const { from, to, layout, host = nodeHost } = options
  const convert = (): Uint8Array => convertIndex(host.readFile(toByteString(from)), layout)
  return (await writeFile(host, toByteString(to), convert)).length
}
