/** Writes an index file in the other layout. */
import { toByteString } from '../base/names.ts'
import type { Host } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'
import { convertIndex } from '../indexes/index-content.ts'
import type { IndexLayout } from '../indexes/index-format.ts'
import { writeOutputs } from './write-outputs.ts'

export interface ConvertIndexOptions {
  readonly from: string
  /** May be the same file: it is replaced as a whole or not at all. */
  readonly to: string
  readonly layout: IndexLayout
  readonly host?: Host
}

/**
 * Writes an index file again in a layout, in place of another file or of itself, all or nothing.
 *
 * @example
 * await convertIndexFile({ from: 'modules.dep.bin', to: 'old.bin', layout: 'post-order' })
 * @returns bytes written
 * @throws KmodError KMOD_IO, and what says that `from` is no index or a damaged one
 */
export async function convertIndexFile({
  from,
  to,
  layout,
  host = nodeHost,
}: ConvertIndexOptions): Promise<number> {
  const bytes = convertIndex(host.readFile(toByteString(from)), layout)
  const path = toByteString(to)
  const slash = path.lastIndexOf('/')
  const directory = slash < 0 ? host.workingDirectory() : path.slice(0, slash) || '/'
  await writeOutputs(host, directory, [{ name: path.slice(slash + 1), bytes }])
  return bytes.length
}
