/** The symbols of one module file, as `modprobe --show-modversions` and `--show-exports` print them. */
import { isKmodError } from '../base/errors.ts'
import { toByteString } from '../base/names.ts'
import { extractModuleFacts, extractModuleVersions, type SymbolVersion } from '../facts/module-facts.ts'
import type { Host } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'
import { readModule } from '../read/read-module.ts'

/** `modversions`: the symbols that the module needs, with versions. `exports`: those that it exports. */
export type SymbolsKind = 'modversions' | 'exports'

export interface ModuleSymbols {
  readonly symbols: readonly SymbolVersion[]
  /** The name of the system error if there are none. ENOENT: there is no such file. */
  readonly errno?: string
}

export async function moduleSymbols(
  path: string,
  kind: SymbolsKind,
  host: Host = nodeHost,
): Promise<ModuleSymbols> {
  // kmod: a path that ends in a slash is not a module.
  if (path.endsWith('/')) return { symbols: [], errno: 'ENOENT' }
  try {
    const symbols = SYMBOLS[kind](await readModule(host, toByteString(path)))
    return symbols.length > 0 ? { symbols } : { symbols, errno: 'ENODATA' }
  } catch (error) {
    if (!isKmodError(error)) throw error
    const errno = error.details.errno ?? (error.code === 'KMOD_NOT_ELF' ? 'ENOEXEC' : 'EINVAL')
    return { symbols: [], errno }
  }
}

const SYMBOLS: { readonly [K in SymbolsKind]: (elf: Uint8Array) => readonly SymbolVersion[] } = {
  modversions: (elf) =>
    // kmod: one leading dot is not part of the name.
    extractModuleVersions(elf).map(({ name, crc }) => ({ name: name.replace(/^\./, ''), crc })),
  exports: (elf) => extractModuleFacts(elf).exportedSymbols,
}

/** kmod: at least 8 digits. */
export const formatSymbols = (symbols: readonly SymbolVersion[]): string =>
  symbols.map(({ name, crc }) => `0x${crc.toString(16).padStart(8, '0')}\t${name}\n`).join('')
