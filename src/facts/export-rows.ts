/** Exports as kmod lists them, and as the kernel sees them: see wasm/symbol-flags.ts. */
import { ONLY_IN_KSYMTAB, ONLY_LISTED } from '../wasm/symbol-flags.ts'
import { SymbolRows } from './facts-table.ts'

export interface ExportRows {
  /** The exports that depmod writes into indexes. */
  readonly listed: SymbolRows
  /** The exports that other modules can use once the module is loaded. */
  readonly offered: SymbolRows
}

/** The same rows for both if they do not differ: modules without `__ksymtab_*` symbols have only kmod's list. */
export function partExports(flagged: SymbolRows): ExportRows {
  if (flagged.flags.values.every((flags) => flags === 0)) return { listed: flagged, offered: flagged }
  return { listed: rowsWithout(flagged, ONLY_IN_KSYMTAB), offered: rowsWithout(flagged, ONLY_LISTED) }
}

function rowsWithout(rows: SymbolRows, flag: number): SymbolRows {
  const kept = new SymbolRows()
  for (let module = 0; module < rows.groupCount; module++) {
    for (let row = rows.start(module); row < rows.end(module); row++)
      if ((rows.flags.at(row) & flag) === 0)
        kept.push(rows.name.at(row), rows.crcLow.at(row), rows.crcHigh.at(row), 0)
    kept.endModule()
  }
  return kept
}
