/** The input of the modules.* files, and the type of one file. */
import type { Report } from '../base/diagnostic.ts'
import type { TextColumn } from '../base/text-column.ts'
import type { FactsTable } from '../facts/facts-table.ts'
import type { SymbolOwners } from '../resolve/symbol-owners.ts'
import type { DependencyClosure } from '../resolve/topological-order.ts'
import type { IndexLayout } from './index-format.ts'

/** One generated file: its name in the module directory and its content. */
export interface Output {
  readonly name: string
  readonly bytes: Uint8Array
}

/** A file of the module directory that outputs are made from, or the error from reading it. */
export type InputFile = { readonly bytes: Uint8Array } | { readonly errno: string }

/**
 * Everything that outputs are made from. A module is identified by its position in modules.order, which is also the
 * priority of its values in the indexes.
 */
export interface OutputContext {
  readonly moduleDir: string
  /** By module: its name, and the path under which modules.dep lists it. */
  readonly modnames: TextColumn
  readonly paths: TextColumn
  readonly facts: Pick<FactsTable, 'names' | 'fields'>
  readonly owners: SymbolOwners
  readonly dependencies: DependencyClosure
  readonly layout: IndexLayout
  /** Report values that occur twice under one key of an index (-w). */
  readonly warnDuplicates: boolean
  /** `modules.builtin` and `modules.builtin.modinfo`. */
  readInput(name: string): InputFile
  readonly report: Report
}
