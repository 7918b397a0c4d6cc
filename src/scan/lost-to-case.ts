/**
 * Finds modules that were lost on a case-insensitive file system: Linux has xt_TCPMSS.ko and xt_tcpmss.ko in one
 * directory, and on such a file system (macOS, Windows) the one that is unpacked later replaces the other.
 * modules.order still names both.
 */
import { diagnostic, type Report } from '../base/diagnostic.ts'
import type { Host } from '../host/host.ts'
import type { ModuleFile } from './module-file.ts'

/** @param uncrelpaths the lines of modules.order */
export function reportLostToCase(
  host: Host,
  moduleDir: string,
  modules: readonly ModuleFile[],
  uncrelpaths: readonly string[],
  report: Report,
): void {
  if (!isCaseInsensitive(host, moduleDir)) return
  const found = new Set(modules.flatMap(({ uncrelpath }) => uncrelpath ?? []))
  const bySpelling = new Map([...found].map((uncrelpath) => [uncrelpath.toLowerCase(), uncrelpath]))
  for (const uncrelpath of uncrelpaths) {
    const kept = bySpelling.get(uncrelpath.toLowerCase())
    if (kept !== undefined && !found.has(uncrelpath))
      report(diagnostic('module-lost-to-case', { moduleDir, lost: uncrelpath, kept }))
  }
}

/** A single lookup, which is the whole cost on Linux. */
const isCaseInsensitive = (host: Host, moduleDir: string): boolean =>
  host.exists(`${moduleDir}/modules.order`) && host.exists(`${moduleDir}/MODULES.ORDER`)
