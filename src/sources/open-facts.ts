/** A file of facts for users of the library: as the root of a kernel, and what it is of. */
import { fromByteString, toByteString } from '../base/names.ts'
import { factsError } from '../facts-file/container.ts'
import { decodeFacts } from '../facts-file/facts-file.ts'
import { isFactsFile } from '../facts-file/facts-magic.ts'
import type { Host } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'
import { openSource } from './open-source.ts'

export interface OpenedFacts {
  /** To be passed on as `root`, as in openKernel(). */
  readonly root: string
  /** To be passed on as `host`: in it the file is seen as a directory. */
  readonly host: Host
  readonly release: string
  /** The directory of the releases below the root: `lib/modules`. */
  readonly moduleDirectory: string
  /** Modules in it, copies that lost to another one included. */
  readonly modules: number
}

/**
 * Opens a file that writeFacts() has written. All questions and depmod() take it in place of the tree that it was made of;
 * what needs the content of a module ends with KMOD_FACTS.
 *
 * @example
 * const { root, host } = await openFacts('kernel.facts')
 * const kernel = openKernel({ root, host })
 * console.log(kernel.place.release)
 * @throws KmodError KMOD_IO when it cannot be read, KMOD_FACTS when it is no file of facts, or is damaged, cut or newer
 */
export async function openFacts(file: string, host: Host = nodeHost): Promise<OpenedFacts> {
  const bytes = host.readFile(toByteString(file))
  if (!isFactsFile(bytes)) throw factsError(`is no file of facts: ${file}`)
  const source = await openSource(file, { host })
  const { release, moduleDirectory, modules } = decodeFacts(bytes, '').info
  return {
    root: source.root,
    host: source.host ?? host,
    release: fromByteString(release),
    moduleDirectory: fromByteString(moduleDirectory),
    modules,
  }
}
