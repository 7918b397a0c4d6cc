/**
 * Expands a list of configuration paths to files. depmod.d and modprobe.d share the rules; kmod reports the entries it
 * skips in the former and not in the latter, for which the caller passes a `report` that does nothing.
 *
 *   a missing path        is skipped silently
 *   a file                is used regardless of its name
 *   a directory           yields its entries `*.conf`, except hidden ones and directories; links are followed
 *   all files together    are sorted by basename (strcmp); of equal basenames the one of the earlier path wins, so an
 *                         empty file or a link to /dev/null masks one of the same name in a later path
 *
 * kmod: conf_files_list() of tools/depmod.c and of libkmod/libkmod-config.c.
 */
import { diagnostic, type Report } from '../base/diagnostic.ts'
import { nothing, orElse } from '../base/errors.ts'
import { basename, compareBytes } from '../base/names.ts'
import type { FileLookup, FileStatus } from '../host/host.ts'

/** The paths of the configuration files, in the order in which they apply. */
export function listConfigFiles(host: FileLookup, paths: readonly string[], report: Report): string[] {
  const byName = new Map<string, string>()
  for (const path of paths)
    for (const file of filesOf(host, path, report)) {
      const name = basename(file)
      if (!byName.has(name)) byName.set(name, file)
    }
  return [...byName.entries()].sort(([a], [b]) => compareBytes(a, b)).map(([, file]) => file)
}

/**
 * The text of a file from listConfigFiles(). A file that was named itself, and is not at a usual configuration path,
 * may be a pipe, as in `-C <(...)`; files found in a directory are never waited for.
 * @throws KmodError KMOD_IO, KMOD_LIMIT
 */
export const readConfigFile = (
  host: FileLookup,
  file: string,
  paths: readonly string[],
  usualPaths: readonly string[],
): Uint8Array =>
  paths.includes(file) && !usualPaths.includes(file) ? host.readInput(file) : host.readFile(file)

function filesOf(host: FileLookup, path: string, report: Report): string[] {
  const status = statusOf(host, path)
  if (status === undefined) return []
  if (status.kind !== 'directory') return [path]
  return namesOf(host, path, report)
    .filter((name) => isConfigEntry(host, path, name, report))
    .map((name) => `${path}/${name}`)
}

function namesOf(host: FileLookup, path: string, report: Report): string[] {
  return orElse(
    () => host.listDirectory(path).map((entry) => entry.name),
    (errno) => {
      report(diagnostic('config-directory-unreadable', { path, errno }))
      return []
    },
  )
}

function isConfigEntry(host: FileLookup, directory: string, name: string, report: Report): boolean {
  if (name.startsWith('.')) return false
  if (name.length < 'x.conf'.length || !name.endsWith('.conf')) {
    report(diagnostic('config-not-conf', { directory, name }))
    return false
  }
  const status = statusOf(host, `${directory}/${name}`)
  if (status !== undefined && status.kind !== 'directory') return true
  report(
    diagnostic(status === undefined ? 'config-entry-unreadable' : 'config-entry-directory', {
      directory,
      name,
    }),
  )
  return false
}

function statusOf(host: FileLookup, path: string): FileStatus | undefined {
  // Most of these paths do not exist, and an error is expensive.
  if (!host.exists(path)) return undefined
  return orElse(() => host.status(path), nothing)
}
