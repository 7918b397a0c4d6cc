/** The facts of one module as plain data, for users of the library; depmod itself keeps them in a FactsTable. */
import { copiedSource } from '../base/byte-source.ts'
import { byteString } from '../base/bytes.ts'
import { openElf } from '../elf/elf-image.ts'
import { FactsExtractor } from './extract-facts.ts'
import { fromColumns } from './facts-columns.ts'
import type { FactsTable, SymbolRows } from './facts-table.ts'
import { type ModinfoField, parseModinfo } from './modinfo-section.ts'

/** A symbol with its version. Names are byte strings (base/names.ts). */
export interface SymbolVersion {
  readonly name: string
  /** Unsigned 64 bits; 0 if the module has no version for it. */
  readonly crc: bigint
}

export interface NeededSymbol extends SymbolVersion {
  /** A weak symbol may stay unresolved. */
  readonly bind: 'weak' | 'undef'
}

export interface ModuleFacts {
  /** `.modinfo` in section order: `license`, `alias`, `depends`, `parm`, ... */
  readonly modinfo: readonly ModinfoField[]
  readonly exportedSymbols: readonly SymbolVersion[]
  readonly neededSymbols: readonly NeededSymbol[]
}

/**
 * Extracts the symbols and .modinfo fields of an uncompressed module.
 * @throws KmodError KMOD_NOT_ELF, KMOD_ELF_UNSUPPORTED or KMOD_ELF_MALFORMED
 */
export function extractModuleFacts(elf: Uint8Array): ModuleFacts {
  const extractor = new FactsExtractor()
  const source = copiedSource(elf, extractor.memory)
  const failure = extractor.add(source)
  if (failure) throw failure
  const table = fromColumns(extractor.columns())
  return {
    modinfo: parseModinfo(openElf(source)),
    exportedSymbols: rowsOf(table, table.exported).map(({ name, crc }) => ({ name, crc })),
    neededSymbols: rowsOf(table, table.needed),
  }
}

/**
 * The versions of symbols that an uncompressed module was built against, in the order of its records; a record with an
 * unterminated name is left out.
 * @throws KmodError KMOD_NOT_ELF, KMOD_ELF_UNSUPPORTED or KMOD_ELF_MALFORMED
 */
export function extractModuleVersions(elf: Uint8Array): SymbolVersion[] {
  const extractor = new FactsExtractor()
  const { names, name, crcLow, crcHigh } = extractor.versions(openElf(copiedSource(elf, extractor.memory)))
  return Array.from(name, (id, row) => ({
    name: byteString(names.bytes, names.starts[id], names.starts[id + 1]),
    crc: crcOf(crcLow[row] ?? 0, crcHigh[row] ?? 0),
  }))
}

function rowsOf({ names }: FactsTable, rows: SymbolRows): NeededSymbol[] {
  return Array.from({ length: rows.end(0) }, (_, row) => ({
    name: names.text(rows.name.at(row)),
    crc: crcOf(rows.crcLow.at(row), rows.crcHigh.at(row)),
    bind: rows.flags.at(row) === 1 ? 'weak' : 'undef',
  }))
}

const crcOf = (low: number, high: number): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)
