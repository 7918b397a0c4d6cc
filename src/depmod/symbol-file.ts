/** The file that holds the kernel's own symbols: Module.symvers (-E) or System.map (-F). */
import { toByteString } from '../base/names.ts'
import {
  type KernelSymbols,
  readModuleSymvers,
  readSystemMap,
  type SymbolFileOptions,
} from '../resolve/kernel-symbols.ts'

/** As users name them: paths are text, not byte strings. */
export interface SymbolFileNames {
  readonly symvers?: string | undefined
  readonly systemMap?: string | undefined
}

/** The file that is read, as a byte string. kmod: -E wins over -F. */
export function symbolFileOf({ symvers, systemMap }: SymbolFileNames): string | undefined {
  const path = symvers ?? systemMap
  return path === undefined ? undefined : toByteString(path)
}

/** @param bytes the uncompressed content of symbolFileOf(names) */
export function parseSymbolFile(
  names: SymbolFileNames,
  bytes: Uint8Array,
  how: Omit<SymbolFileOptions, 'file'>,
): KernelSymbols {
  const read = names.symvers === undefined ? readSystemMap : readModuleSymvers
  return read(bytes, { ...how, file: symbolFileOf(names) ?? '' })
}
