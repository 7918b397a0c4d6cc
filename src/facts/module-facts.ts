/** The facts of one module as plain data, for users of the library; depmod itself keeps them in a FactsTable. */
import { wholeSource } from '../base/byte-source.ts'
import { openElf } from '../elf/elf-image.ts'
import { FactsExtractor } from './extract-facts.ts'
import { FactsTable, type SymbolRows } from './facts-table.ts'
import { type ModinfoField, parseModinfo } from './modinfo-section.ts'

/** A symbol with its version. Names are byte strings (base/names.ts). */
export interface SymbolVersion {
  readonly name: string
  /** Unsigned 64 bits; 0 when the module has no version for it. */
  readonly crc: bigint
}

export interface NeededSymbol extends SymbolVersion {
  /** A weak symbol may stay unknown. */
  readonly bind: 'weak' | 'undef'
}

export interface ModuleFacts {
  /** `.modinfo` in section order: `license`, `alias`, `depends`, `parm`, ... */
  readonly modinfo: readonly ModinfoField[]
  readonly exportedSymbols: readonly SymbolVersion[]
  readonly neededSymbols: readonly NeededSymbol[]
}

/**
 * What an uncompressed module says about itself.
 * @throws KmodError KMOD_NOT_ELF, KMOD_ELF_UNSUPPORTED or KMOD_ELF_MALFORMED
 */
export function extractModuleFacts(elf: Uint8Array): ModuleFacts {
  const image = openElf(wholeSource(elf))
  const table = new FactsTable()
  const failure = new FactsExtractor(table).add(image)
  if (failure) throw failure
  return {
    modinfo: parseModinfo(image),
    exportedSymbols: rowsOf(table, table.exported).map(({ name, crc }) => ({ name, crc })),
    neededSymbols: rowsOf(table, table.needed),
  }
}

function rowsOf({ names }: FactsTable, rows: SymbolRows): NeededSymbol[] {
  return Array.from({ length: rows.end(0) }, (_, row) => ({
    name: names.text(rows.name.at(row)),
    crc: (BigInt(rows.crcHigh.at(row) >>> 0) << 32n) | BigInt(rows.crcLow.at(row) >>> 0),
    bind: rows.weak.at(row) === 1 ? 'weak' : 'undef',
  }))
}
