/** The module files of a kernel: the copy of each module that is used, and the copies that are not. */
import type { Report } from '../base/diagnostic.ts'
import { nothing, orElse } from '../base/errors.ts'
import { toByteString } from '../base/names.ts'
import type { DepmodConfig } from '../config/depmod-config.ts'
import { loadDepmodConfig } from '../config/load-depmod-config.ts'
import type { FileStatus } from '../host/host.ts'
import { type ModuleFile, scanModules } from '../scan/scan-modules.ts'
import type { KernelLocation } from './kernel-location.ts'

/** A file that is a module of this kernel. Text is byte strings. */
export interface ModuleCopy {
  readonly modname: string
  /** Absolute. */
  readonly path: string
  /** As in modules.dep: below the module directory, or absolute for a module outside it. */
  readonly relpath: string
  /** Bytes on disk, compressed or not; undefined for a file without a stat, such as a dangling link. */
  readonly size: number | undefined
  /** Nanoseconds since the epoch. */
  readonly mtimeNs: bigint | undefined
  /** st_mode, type and permissions. */
  readonly mode: number | undefined
}

/** A module of this kernel: the copy that is used. */
export interface KernelModule extends ModuleCopy {
  /** In `ModuleCopies.modules`. Lower positions have precedence in the indexes. */
  readonly position: number
}

export interface LostCopy {
  readonly copy: ModuleCopy
  /** The copy that is used in the end. */
  readonly winner: KernelModule
}

export interface ModuleCopies {
  /** In depmod's order. */
  readonly modules: readonly KernelModule[]
  readonly lost: readonly LostCopy[]
  /** The rule that decided between copies. */
  readonly config: DepmodConfig
}

/** @throws KmodError KMOD_IO when the module directory cannot be listed */
export function findCopies(
  place: KernelLocation,
  depmodConfig: readonly string[],
  report: Report,
): ModuleCopies {
  const { host, release, moduleDir } = place
  const config = loadDepmodConfig(host, { release, paths: depmodConfig.map(toByteString) }, report)
  const losers: ModuleFile[] = []
  const winners = scanModules(host, { moduleDir, onLost: (lost) => losers.push(lost) }, config, report)
  const modules = winners.map((file, position) => Object.assign(copyOf(place, file), { position }))
  const byModname = new Map(modules.map((module) => [module.modname, module]))
  const lost = losers.flatMap((file) => {
    const winner = byModname.get(file.modname)
    return winner ? [{ copy: copyOf(place, file), winner }] : []
  })
  return { modules, lost, config }
}

/** Looks at the file when that is first of interest: most questions ask it of few modules. */
export function copyOf(
  { host }: KernelLocation,
  { modname, path, relpath }: Pick<ModuleFile, 'modname' | 'path' | 'relpath'>,
): ModuleCopy {
  let known: { readonly status: FileStatus | undefined } | undefined
  const status = (): FileStatus | undefined => {
    known ??= { status: orElse(() => host.status(path), nothing) }
    return known.status
  }
  return {
    modname,
    path,
    relpath: relpath ?? path,
    get size() {
      return status()?.size
    },
    get mtimeNs() {
      return status()?.mtimeNs
    },
    get mode() {
      return status()?.mode
    },
  }
}
