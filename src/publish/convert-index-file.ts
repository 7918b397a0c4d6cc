/** Converts an index file to the other layout. */
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

/**
 * Writes an index file in another layout, over another file or over itself, all or nothing.
 *
 * @example
 * await convertIndexFile({ from: 'modules.dep.bin', to: 'old.bin', layout: 'post-order' })
 * @returns bytes written
 * @throws KmodError KMOD_IO, and the errors for a `from` that is damaged or not an index
 */
export async function convertIndexFile({
  from,
  to,
  layout,
  host = nodeHost,
}: ConvertIndexOptions): Promise<number> {
  const convert = (): Uint8Array => convertIndex(host.readFile(toByteString(from)), layout)
  return (await writeFile(host, toByteString(to), convert)).length
}
