/** Output that goes into a new tar or cpio archive: it is made in memory, packed, and written whole or not at all. */
import { KmodError } from '../../base/errors.ts'
import { absoluteFrom, toByteString } from '../../base/names.ts'
import type { Host } from '../../host/host.ts'
import { nodeHost } from '../../host/node-host.ts'
import { writeFile } from '../../publish/write-file.ts'
import { archiveKindOf, packTree } from '../../sources/pack-tree.ts'
import { writableHost } from '../../sources/writable-host.ts'

export interface ArchiveOutput {
  /** The machine, with the new archive as a directory. */
  readonly host: Host
  /** That directory: absolute, a byte string. */
  readonly directory: string
  /** Packs what was written into `directory`. @returns the bytes of the archive. @throws KmodError KMOD_IO */
  finish(): Promise<number>
}

/**
 * @param path of the archive; its ending says which kind
 * @param host that of the source, which must not be the same archive
 * @param environment SOURCE_DATE_EPOCH gives the time of all entries
 * @throws KmodError KMOD_USAGE for a name of another kind, a compression that cannot be written, or a bad time
 */
export function openArchiveOutput(
  path: string,
  host: Host = nodeHost,
  environment: NodeJS.ProcessEnv = process.env,
): ArchiveOutput {
  const kind = archiveKindOf(path)
  if (kind === undefined)
    throw new KmodError(
      'KMOD_USAGE',
      `cannot write ${path}: the name ends with .tar or .cpio, then .gz or .zst where it is compressed`,
    )
  const seconds = timeOf(environment.SOURCE_DATE_EPOCH) ?? Number(nodeHost.now() / 1_000_000_000n)
  const directory = `${absoluteFrom(nodeHost.workingDirectory(), toByteString(path))}!`
  if (host.exists(directory))
    throw new KmodError('KMOD_USAGE', `cannot write ${path}: the modules are read from it`)
  const writable = writableHost(host, directory)
  return {
    host: writable.host,
    directory,
    finish: async () =>
      (await writeFile(nodeHost, toByteString(path), () => packTree(writable.tree, kind, seconds))).length,
  }
}

/** https://reproducible-builds.org/specs/source-date-epoch/ */
function timeOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  if (/^\d{1,12}$/.test(text)) return Number(text)
  throw new KmodError('KMOD_USAGE', `SOURCE_DATE_EPOCH takes seconds since 1970, not '${text}'`)
}
