/** What a file of facts takes from a root besides the modules: by path below the root. */

import { toByteString } from '../base/names.ts'
import { DEFAULT_CONFIG_PATHS } from '../config/load-depmod-config.ts'
import { DEFAULT_MODPROBE_CONFIG_PATHS } from '../config/load-modprobe-config.ts'
import { NAMED_MODULES_PLACES } from '../config/named-modules.ts'
import { configPlaces } from '../kernel/kernel-config.ts'
import type { KernelLocation } from '../kernel/kernel-location.ts'
import { findSymbolFile } from '../kernel/module-dir-files.ts'

/** Of a module directory: what leads to the sources is not looked into. */
export const NOT_SEARCHED: ReadonlySet<string> = new Set(['build', 'source'])

/** Directories of which only the names are kept. */
export const LISTED_PLACES: readonly string[] = ['lib/firmware']

/** Directories of configuration, the files in which are kept as they are. */
export const CONFIG_PLACES: readonly string[] = [
  ...DEFAULT_CONFIG_PATHS,
  ...DEFAULT_MODPROBE_CONFIG_PATHS,
  ...NAMED_MODULES_PLACES,
]

/** Files right in the module directory that are kept: lists and indexes, and what some distributions put there. */
const KEPT_BESIDE = /^(?:modules\.|(?:Module\.)?symvers|System\.map|config$)/

export const isKeptBeside = (name: string): boolean => KEPT_BESIDE.test(name)

/** Files elsewhere that say what the kernel itself exports, and how it was built. */
export function kernelFiles(place: KernelLocation): string[] {
  const { root } = place
  const symbols = Object.values(findSymbolFile(place)).flatMap((path) =>
    typeof path === 'string' ? [toByteString(path).slice(root.length)] : [],
  )
  return [...symbols, ...configPlaces(place)]
}
