/** The check of `depmod -A`: is any module newer than modules.dep? */

import { diagnostic, type Report } from '../base/diagnostic.ts'
import { orElse } from '../base/errors.ts'
import { isChanged, type KmodVersion } from '../base/kmod-versions.ts'
import type { FileStatus, Host } from '../host/host.ts'
import { type FoundFile, pathOf, walkModuleFiles } from './walk.ts'

/**
 * Whether modules.dep is at least as new as every module file below `moduleDir`. Removed modules, the configuration
 * (including `exclude`) and the other inputs of depmod are ignored.
 *
 * kmod: depfile_up_to_date() of tools/depmod.c. Differs from 34.2: times are compared to the nanosecond, while 34.2
 * considers a module written in the same second as modules.dep older. As kmod 35 they are compared to the microsecond.
 */
export function isUpToDate(host: Host, moduleDir: string, report: Report, kmod?: KmodVersion): boolean {
  const isCurrent = orElse(
    () => {
      const modulesDep = modulesDepStatus(host, moduleDir, report)
      return modulesDep !== undefined && !hasModule(host, moduleDir, isNewerThan(modulesDep, kmod), report)
    },
    (errno) => void report(diagnostic('directory-unreadable', { path: moduleDir, errno })),
  )
  return isCurrent ?? false
}

/** @throws KmodError KMOD_IO if the module dir does not exist */
function modulesDepStatus(host: Host, moduleDir: string, report: Report): FileStatus | undefined {
  host.status(moduleDir)
  return orElse(
    () => host.status(`${moduleDir}/modules.dep`),
    (errno) => void report(diagnostic('modules-dep-missing', { moduleDir, errno })),
  )
}

const isNewerThan = (
  { mtimeNs }: FileStatus,
  kmod: KmodVersion | undefined,
): ((one: FileStatus) => boolean) => {
  const unitNs = isChanged('quick-precision', kmod) ? 1000n : 1n
  return (one) => one.mtimeNs / unitNs > mtimeNs / unitNs
}

/** @throws KmodError KMOD_IO if the module dir cannot be listed */
function hasModule(
  host: Host,
  moduleDir: string,
  isWanted: (status: FileStatus) => boolean,
  report: Report,
): boolean {
  for (const found of walkModuleFiles(host, moduleDir, [], report)) {
    const status = moduleStatus(host, found, report)
    if (status !== undefined && isWanted(status)) return true
  }
  return false
}

function moduleStatus(host: Host, found: FoundFile, report: Report): FileStatus | undefined {
  const path = pathOf(found)
  return orElse(
    () => host.status(path),
    (errno) => void report(diagnostic('entry-unreadable', { path, fd: found.fd, name: found.name, errno })),
  )
}
