/** Reads the modules of a set, those of each directory through its own cache, if one is given. */
import type { Report } from '../base/diagnostic.ts'
import { absoluteFrom } from '../base/names.ts'
import { extractThroughCache } from '../cache/extract-through-cache.ts'
import { type ExtractOptions, extractModules } from '../extract/extract-modules.ts'
import type { ExtractedModules } from '../extract/extracted-modules.ts'
import { type KnownFacts, UNKNOWN_MODULE } from '../extract/known-facts.ts'
import { columnsOf } from '../facts/facts-columns.ts'
import { threadPaths } from '../host/rooted-host.ts'

/** The files of an operand. */
export interface ModuleGroup {
  /** The directory that was searched for them; absent if the file itself was named. */
  readonly directory?: string
  readonly files: readonly string[]
}

export interface SetCache {
  /** The directory of the caches; without it nothing is kept. */
  readonly directory: string | undefined
  readonly report: Report
}

/** @param files those of all groups, each once */
export async function extractSet(
  files: readonly string[],
  groups: readonly ModuleGroup[],
  how: ExtractOptions,
  { directory, report }: SetCache,
): Promise<ExtractedModules> {
  const { host } = how
  const known: KnownFacts[] = []
  const places = new Map(files.map((path, position) => [path, position]))
  for (const group of groups) {
    if (directory === undefined || group.directory === undefined) continue
    const extracted = await extractThroughCache(threadPaths(host, group.files), how, {
      directory,
      host,
      keyHost: host,
      moduleDir: absoluteFrom(host.workingDirectory(), group.directory),
      isWhole: true,
      report,
    })
    if (groups.length === 1) return extracted
    known.push(knownAt(extracted, group.files, places, files.length))
  }
  return extractModules(threadPaths(host, files), { ...how, known })
}

/** @param places of the files that no earlier group has; those that are taken here are removed */
function knownAt(
  { facts, failures, traits }: ExtractedModules,
  files: readonly string[],
  places: Map<string, number>,
  count: number,
): KnownFacts {
  const rows = new Int32Array(count).fill(UNKNOWN_MODULE)
  for (const [row, path] of files.entries()) {
    const position = places.get(path)
    if (position === undefined) continue
    rows[position] = row
    places.delete(path)
  }
  return { rows, columns: columnsOf(facts), failures, traits: traits?.columns(files.length) }
}
