/**
 * Modules that a disk which takes `a` and `A` for the same letter has lost: Linux has xt_TCPMSS.ko and xt_tcpmss.ko in
 * one directory, and on such a disk (macOS, Windows) the one that is unpacked later takes the place of the other.
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

/** One look, which on Linux is all that this costs. */
const isCaseInsensitive = (host: Host, moduleDir: string): boolean =>
  host.exists(`${moduleDir}/modules.order`) && host.exists(`${moduleDir}/MODULES.ORDER`)
