/** The question of `depmod -A`: is any module newer than modules.dep? */

import { diagnostic, type Report } from '../base/diagnostic.ts'
import { orElse } from '../base/errors.ts'
import type { FileStatus, Host } from '../host/host.ts'
import { type FoundFile, pathOf, walkModuleFiles } from './walk.ts'

/**
 * Whether modules.dep is at least as new as every module file below `moduleDir`. What was removed, what the
 * configuration says and the other inputs of depmod do not count; `exclude` does not either.
 *
 * kmod: depfile_up_to_date() of tools/depmod.c. Differs from 34.2: times count to the nanosecond (kmod >= 35:
 * microsecond), where 34.2 takes a module written in the same second as modules.dep for older.
 */
export function isUpToDate(host: Host, moduleDir: string, report: Report): boolean {
  const isCurrent = orElse(
    () => {
      const modulesDep = modulesDepStatus(host, moduleDir, report)
      return modulesDep !== undefined && !hasNewerModule(host, moduleDir, modulesDep, report)
    },
    (errno) => void report(diagnostic('directory-unreadable', { path: moduleDir, errno })),
  )
  return isCurrent ?? false
}

/** @throws KmodError KMOD_IO when the module dir is not there */
function modulesDepStatus(host: Host, moduleDir: string, report: Report): FileStatus | undefined {
  host.status(moduleDir)
  return orElse(
    () => host.status(`${moduleDir}/modules.dep`),
    (errno) => void report(diagnostic('modules-dep-missing', { moduleDir, errno })),
  )
}

/** @throws KmodError KMOD_IO when the module dir cannot be listed */
function hasNewerModule(host: Host, moduleDir: string, modulesDep: FileStatus, report: Report): boolean {
  for (const place of walkModuleFiles(host, moduleDir, [], report)) {
    const status = moduleStatus(host, place, report)
    if (status !== undefined && status.mtimeNs > modulesDep.mtimeNs) return true
  }
  return false
}

function moduleStatus(host: Host, place: FoundFile, report: Report): FileStatus | undefined {
  const path = pathOf(place)
  return orElse(
    () => host.status(path),
    (errno) => void report(diagnostic('entry-unreadable', { path, fd: place.fd, name: place.name, errno })),
  )
}
