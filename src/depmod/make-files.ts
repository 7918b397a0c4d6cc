/**
 * Makes the files that depmod writes, in memory: the same bytes for depmod and for checks that compare files with them.
 */
import type { Report } from '../base/diagnostic.ts'
import { orElse } from '../base/errors.ts'
import { TextColumn } from '../base/text-column.ts'
import type { FactsTable } from '../facts/facts-table.ts'
import type { Host } from '../host/host.ts'
import type { IndexLayout } from '../indexes/index-format.ts'
import type { InputFile, Output } from '../indexes/output.ts'
import { makeOutputs, type OutputSelection } from '../indexes/outputs.ts'
import type { SymbolOwners } from '../resolve/symbol-owners.ts'
import type { DependencyClosure } from '../resolve/topological-order.ts'

export interface FilesOptions {
  readonly host: Host
  /** Where modules.builtin and modules.builtin.modinfo are. */
  readonly moduleDir: string
  /** In depmod's order; `listed` is the path that modules.dep has. */
  readonly modules: readonly { readonly modname: string; readonly listed: string }[]
  readonly facts: Pick<FactsTable, 'names' | 'fields'>
  /** By the exports that kmod lists. */
  readonly owners: SymbolOwners
  readonly dependencies: DependencyClosure
  readonly layout?: IndexLayout | undefined
  readonly warnDuplicates?: boolean | undefined
  readonly selection?: OutputSelection | undefined
  readonly report: Report
}

/**
 * Makes the files lazily, each when it is requested.
 * @throws KmodError KMOD_INDEX_BAD_KEY, KMOD_LIMIT; KMOD_IO when the machine is exhausted
 */
export function makeFiles({
  host,
  moduleDir,
  modules,
  layout = 'pre-order',
  warnDuplicates = false,
  selection,
  ...rest
}: FilesOptions): Generator<Output, void, void> {
  const { facts, owners, dependencies, report } = rest
  const context = {
    moduleDir,
    modnames: TextColumn.of(modules.map(({ modname }) => modname)),
    paths: TextColumn.of(modules.map(({ listed }) => listed)),
    facts,
    owners,
    dependencies,
    layout,
    warnDuplicates,
    report,
    readInput: (name: string) => readInput(host, `${moduleDir}/${name}`),
  }
  return makeOutputs(context, selection)
}

const readInput = (host: Host, path: string): InputFile =>
  orElse(
    (): InputFile => ({ bytes: host.readFile(path) }),
    (errno): InputFile => ({ errno }),
  )
