/**
 * Compares the index files of a kernel with its modules, to find out whether depmod has to be run again:
 *
 *   missing      one of the index files that must be there is not
 *   damaged      modules.dep.bin is cut, or no index
 *   unreadable   the machine refuses to have modules.dep.bin read
 *   older        a module is newer than modules.dep.bin
 *   unlisted     a module is not in it
 *   gone         it names a file that is not there
 *
 * Which of several copies the indexes name is ignored: depmod.d may have decided so.
 */
import { isKmodError } from '../base/errors.ts'
import { decodeIndex } from '../indexes/decode-index.ts'
import { type KernelLocation, modulePath } from './kernel-location.ts'
import type { ModuleCopies } from './module-copies.ts'

export interface Staleness {
  readonly reason: 'missing' | 'damaged' | 'unreadable' | 'older' | 'unlisted' | 'gone'
  /** What it is about: the name of an index, or the path of a module as modules.dep has it. */
  readonly path: string
}

/** modules.builtin.alias.bin is missing for older kernels. */
const NEEDED_INDEXES = ['dep', 'alias', 'symbols', 'builtin'].map((name) => `modules.${name}.bin`)

const DEP = 'modules.dep.bin'

/** @returns undefined when the indexes are fresh */
export function indexStaleness(
  place: KernelLocation,
  { modules, lost }: ModuleCopies,
): Staleness | undefined {
  const { host, moduleDir } = place
  const missing = NEEDED_INDEXES.find((name) => !host.exists(`${moduleDir}/${name}`))
  if (missing !== undefined) return { reason: 'missing', path: missing }
  const { mtimeNs } = host.status(`${moduleDir}/${DEP}`)
  const newer = modules.find((module) => module.mtimeNs !== undefined && module.mtimeNs > mtimeNs)
  if (newer) return { reason: 'older', path: newer.relpath }
  let listed: Map<string, string>
  try {
    listed = listedPaths(host.readFile(`${moduleDir}/${DEP}`))
  } catch (error) {
    if (!isKmodError(error)) throw error
    return { reason: error.code === 'KMOD_IO' ? 'unreadable' : 'damaged', path: DEP }
  }
  const unlisted = modules.find(({ modname }) => !listed.has(modname))
  if (unlisted) return { reason: 'unlisted', path: unlisted.relpath }
  const known = new Set([...modules, ...lost.map(({ copy }) => copy)].map(({ relpath }) => relpath))
  const gone = [...listed.values()].find((path) => !known.has(path) && !host.exists(modulePath(place, path)))
  return gone === undefined ? undefined : { reason: 'gone', path: gone }
}

/** By modname: the path at the start of its line. */
function listedPaths(bytes: Uint8Array): Map<string, string> {
  const paths = new Map<string, string>()
  for (const { key, value } of decodeIndex(bytes)) paths.set(key, value.slice(0, value.indexOf(':')))
  return paths
}
