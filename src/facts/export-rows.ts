/** Exports as kmod lists them, and as the kernel knows them: see wasm/symbol-flags.ts. */
import { ONLY_IN_KSYMTAB, ONLY_LISTED } from '../wasm/symbol-flags.ts'
import { SymbolRows } from './facts-table.ts'

export interface ExportRows {
  /** What depmod writes into indexes. */
  readonly listed: SymbolRows
  /** What the kernel offers to other modules when the module is loaded. */
  readonly offered: SymbolRows
}

/** Both are the same rows where nothing differs: for modules without `__ksymtab_*` symbols the list is all there is. */
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
