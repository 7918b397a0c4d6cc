/** What outputs are made of, from modules built in memory. */
import { byteString } from '../../src/base/bytes.ts'
import type { Diagnostic } from '../../src/base/diagnostic.ts'
import { normalizeModname } from '../../src/base/names.ts'
import { TextColumn } from '../../src/base/text-column.ts'
import type { InputFile, OutputContext } from '../../src/indexes/output.ts'
import { resolveDependencies } from '../../src/resolve/dependencies.ts'
import { SymbolOwners } from '../../src/resolve/symbol-owners.ts'
import { closeDependencies, rankModules } from '../../src/resolve/topological-order.ts'
import { tableOf } from '../facts/facts-text.ts'
import type { ModuleSpec } from '../support/elf-builder.ts'

export interface TestContext extends OutputContext {
  readonly diagnostics: Diagnostic[]
}

export interface ContextOptions extends Partial<Pick<OutputContext, 'layout' | 'warnDuplicates'>> {
  /** Text of modules.builtin and modules.builtin.modinfo; those that are not here are missing. */
  readonly inputs?: Readonly<Record<string, string>>
}

/** The modules by path, in the order of modules.dep. */
export function contextOf(
  modules: Readonly<Record<string, ModuleSpec>>,
  options: ContextOptions = {},
): TestContext {
  const paths = Object.keys(modules)
  const facts = tableOf(Object.values(modules))
  const owners = new SymbolOwners(facts.names)
  owners.addExported(facts.exported)
  const edges = resolveDependencies(facts.needed, owners)
  const diagnostics: Diagnostic[] = []
  return {
    moduleDir: '/lib/modules/1.0',
    modnames: TextColumn.of(paths.map(normalizeModname)),
    paths: TextColumn.of(paths),
    facts,
    owners,
    dependencies: closeDependencies(edges, rankModules(edges).rank),
    layout: options.layout ?? 'pre-order',
    warnDuplicates: options.warnDuplicates ?? false,
    readInput: (name): InputFile => {
      const text = options.inputs?.[name]
      return text === undefined ? { errno: 'ENOENT' } : { bytes: Buffer.from(text, 'latin1') }
    },
    report: (d) => diagnostics.push(d),
    diagnostics,
  }
}

export const textOf = (bytes: Uint8Array): string => byteString(bytes)

/** One module with these aliases. */
export const withAliases = (...aliases: string[]): ModuleSpec => ({
  modinfo: aliases.map((alias) => `alias=${alias}`),
})
