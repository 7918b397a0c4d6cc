/** Finds the modules of a module dir: one file per modname, in kmod's order. */
import { diagnostic, type Report } from '../base/diagnostic.ts'
import { KmodError, orElse } from '../base/errors.ts'
import { inModnameOrder } from '../base/kmod-hash.ts'
import { fromByteString } from '../base/names.ts'
import type { DepmodConfig } from '../config/depmod-config.ts'
import type { Host } from '../host/host.ts'
import { reportLostToCase } from './lost-to-case.ts'
import { type ModuleFile, moduleFileAt } from './module-file.ts'
import { byModulesOrder, readModulesOrder } from './modules-order.ts'
import { winsOver } from './search-priority.ts'
import { pathOf, walkModuleFiles } from './walk.ts'

export type { ModuleFile } from './module-file.ts'

export interface ScanOptions {
  readonly moduleDir: string
  /** Receives each file that loses against another one of the same modname; the winner may lose to a later file. */
  readonly onLost?: (lost: ModuleFile, winner: ModuleFile) => void
  /** Receives the path of the first module file found, while the search goes on. */
  readonly onFirst?: (path: string) => void
}

/**
 * The modules of `moduleDir` and of the external directories; the position of each in the result is its priority in
 * the indexes.
 *
 * @throws KmodError KMOD_IO with step `search-modules` if the module dir cannot be listed
 */
export function scanModules(
  host: Host,
  options: ScanOptions,
  config: DepmodConfig,
  report: Report,
): ModuleFile[] {
  const scan: Scan = { host, options, config, report, byModname: new Map() }
  scanDirectory(scan, options.moduleDir, (errno, cause) => {
    throw cannotSearch(options.moduleDir, errno, cause)
  })
  // kmod: externals are prepended to a list, so the one configured last is scanned first.
  for (const directory of config.externals.toReversed()) scanDirectory(scan, directory, () => {})
  const uncrelpaths = readModulesOrder(host, options.moduleDir, report)
  const modules = byPriority([...scan.byModname.values()], uncrelpaths)
  reportLostToCase(host, options.moduleDir, modules, uncrelpaths, report)
  return modules
}

/** Sorts modules of different modnames by priority. */
export const inKmodOrder = (
  host: Host,
  moduleDir: string,
  modules: Iterable<ModuleFile>,
  report: Report,
): ModuleFile[] => byPriority([...modules], readModulesOrder(host, moduleDir, report))

/** Those in modules.order first, the rest by hash of the modname. */
function byPriority(modules: readonly ModuleFile[], uncrelpaths: readonly string[]): ModuleFile[] {
  const { listed, unlisted } = byModulesOrder(modules, uncrelpaths)
  return [...listed, ...inModnameOrder(unlisted)]
}

interface Scan {
  readonly host: Host
  readonly options: ScanOptions
  readonly config: DepmodConfig
  readonly report: Report
  /** The winners so far. */
  readonly byModname: Map<string, ModuleFile>
}

/**
 * Differs from kmod: files are not stat()ed. A file in a directory that may be listed but not searched is a module
 * here, and is reported as unreadable later; kmod prints `could not create module` and leaves it out.
 */
function scanDirectory(
  scan: Scan,
  directory: string,
  refused: (errno: string, error: KmodError) => void,
): void {
  const { host, options, config, report } = scan
  orElse(
    () => {
      for (const found of walkModuleFiles(host, directory, config.excludes, report)) {
        const path = pathOf(found)
        if (scan.byModname.size === 0) options.onFirst?.(path)
        keepWinner(scan, moduleFileAt(path, options.moduleDir))
      }
    },
    (errno, error) => {
      report(diagnostic('directory-unreadable', { path: directory, errno }))
      refused(errno, error)
    },
  )
}

function keepWinner({ options, config, byModname }: Scan, found: ModuleFile): void {
  const known = byModname.get(found.modname)
  if (known === undefined) {
    byModname.set(found.modname, found)
    return
  }
  const foundWins = winsOver(found, known, options.moduleDir, config)
  const [winner, lost] = foundWins ? [found, known] : [known, found]
  byModname.set(winner.modname, winner)
  options.onLost?.(lost, winner)
}

function cannotSearch(moduleDir: string, errno: string, cause: KmodError): KmodError {
  return new KmodError('KMOD_IO', `Cannot search "${fromByteString(moduleDir)}" for modules: ${errno}`, {
    path: moduleDir,
    step: 'search-modules',
    errno,
    cause,
  })
}
