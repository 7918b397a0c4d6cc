/** The symbols of one module file, as `modprobe --show-modversions` and `--show-exports` print them. */
import { type ByteSource, wholeSource } from './base/byte-source.ts'
import { byteString } from './base/bytes.ts'
import { isKmodError } from './base/errors.ts'
import { toByteString } from './base/names.ts'
import { type ElfImage, openElf } from './elf/elf-image.ts'
import { surveySymbols } from './elf/symbol-table.ts'
import { eachExportedSymbol, type SymbolVisitor } from './facts/exported-symbols.ts'
import type { SymbolVersion } from './facts/module-facts.ts'
import { eachSymbolVersion } from './facts/symbol-versions.ts'
import type { Host } from './host/host.ts'
import { nodeHost } from './host/node-host.ts'
import { readModule } from './read/read-module.ts'

/** `modversions`: what the module needs, with versions. `exports`: what it offers. */
export type SymbolsKind = 'modversions' | 'exports'

export interface ModuleSymbols {
  readonly symbols: readonly SymbolVersion[]
  /** Why there are none: the name of a system error. ENOENT: there is no such file. */
  readonly errno?: string
}

export async function moduleSymbols(
  path: string,
  kind: SymbolsKind,
  host: Host = nodeHost,
): Promise<ModuleSymbols> {
  try {
    const image = openElf(wholeSource(await readModule(host, toByteString(path))))
    const symbols = SYMBOLS[kind](image)
    return symbols.length > 0 ? { symbols } : { symbols, errno: 'ENODATA' }
  } catch (error) {
    if (!isKmodError(error)) throw error
    const errno = error.details.errno ?? (error.code === 'KMOD_NOT_ELF' ? 'ENOEXEC' : 'EINVAL')
    return { symbols: [], errno }
  }
}

const SYMBOLS: { readonly [K in SymbolsKind]: (image: ElfImage) => SymbolVersion[] } = {
  modversions: (image) =>
    // kmod: one leading dot is not part of the name.
    collect(image.source, (visit) => eachSymbolVersion(image, visit)).map(({ name, crc }) => ({
      name: name.replace(/^\./, ''),
      crc,
    })),
  exports: (image) =>
    collect(image.source, (visit) => eachExportedSymbol(image, surveySymbols(image), visit)),
}

function collect({ bytes }: ByteSource, each: (visit: SymbolVisitor) => void): SymbolVersion[] {
  const symbols: SymbolVersion[] = []
  each((start, end, low, high) => {
    if (end < 0) return
    symbols.push({
      name: byteString(bytes, start, end),
      crc: (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0),
    })
  })
  return symbols
}

/** kmod: at least 8 digits. */
export const formatSymbols = (symbols: readonly SymbolVersion[]): string =>
  symbols.map(({ name, crc }) => `0x${crc.toString(16).padStart(8, '0')}\t${name}\n`).join('')
