/**
 * Turns extracted modules into facts that are safe to write into line-based files, and into symbol owners. This is the
 * only way from modules to facts, for depmod and for every question: values with a line break are dropped here.
 */
import { diagnostic, type Report } from '../base/diagnostic.ts'
import type { FactsTable, SymbolRows } from '../facts/facts-table.ts'
import { leaveOutLineBreaks, namesWithLineBreaks } from '../facts/line-breaks.ts'
import type { KernelSymbols } from '../resolve/kernel-symbols.ts'
import { SymbolOwners } from '../resolve/symbol-owners.ts'

/** A module by its position in depmod's order. */
export interface ModulePath {
  readonly path: string
}

/** Drops .modinfo values with a line break, and reports each. @returns the same table */
export function cleanFacts(facts: FactsTable, modules: readonly ModulePath[], report: Report): FactsTable {
  leaveOutLineBreaks(facts.fields, (module, what, text) =>
    report(diagnostic('line-break', { path: modules[module]?.path ?? '', what, text })),
  )
  return facts
}

export interface OwnerOptions {
  /** Without it the kernel's own symbols have no owner. */
  readonly kernelSymbols: KernelSymbols | undefined
  /** The symbol prefix (-P). */
  readonly symbolPrefix?: string | undefined
  readonly report: Report
}

/**
 * Assigns an owner to each symbol: the kernel, or the last module that exports it. A name with a line break gets no
 * owner, and is reported.
 * @param exported rows whose names are ids of `names`
 * @throws KmodError KMOD_LIMIT
 */
export function assignOwners(
  { names }: Pick<FactsTable, 'names'>,
  exported: SymbolRows,
  modules: readonly ModulePath[],
  { kernelSymbols, symbolPrefix, report }: OwnerOptions,
): SymbolOwners {
  const owners = new SymbolOwners(names, symbolPrefix)
  if (kernelSymbols) {
    owners.addKernelSymbols(kernelSymbols)
    owners.addFakeSymbols()
  }
  owners.addExported(exported)
  for (const name of namesWithLineBreaks(names)) {
    const path = modules[owners.owner(name)]?.path
    if (path !== undefined) report(diagnostic('line-break', { path, what: 'symbol', text: names.text(name) }))
    owners.remove(name)
  }
  return owners
}
