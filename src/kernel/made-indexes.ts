/** The indexes that depmod would write for the modules as they are, made in memory. */
import { wholeSource } from '../base/byte-source.ts'
import type { Report } from '../base/diagnostic.ts'
import { isKmodError, KmodError } from '../base/errors.ts'
import { TextColumn } from '../base/text-column.ts'
import { ModuleIndex } from '../indexes/decode-index.ts'
import type { InputFile } from '../indexes/output.ts'
import { buildOutputs } from '../indexes/outputs.ts'
import type { LookupIndexes } from '../lookup/lookup-steps.ts'
import { closeDependencies, rankModules } from '../resolve/topological-order.ts'
import { dependencyEdges } from './dependency-cycles.ts'
import type { KernelFacts } from './kernel-facts.ts'
import type { KernelLocation } from './kernel-location.ts'
import type { ModuleCopy } from './module-copies.ts'

export interface MadeIndexes {
  readonly indexes: LookupIndexes
  /** All files that depmod would write, by name; indexes are pre-order. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

/** @throws KmodError KMOD_CYCLE when modules depend on each other; KMOD_INDEX_BAD_KEY, KMOD_LIMIT as depmod */
export function makeIndexes(
  { host, moduleDir }: KernelLocation,
  facts: KernelFacts<ModuleCopy>,
  report: Report,
): MadeIndexes {
  const { modules, table, owners } = facts
  const edges = dependencyEdges(facts)
  const order = rankModules(edges)
  if (!order.isComplete)
    throw new KmodError('KMOD_CYCLE', 'Cannot order modules: some of them depend on each other in a cycle')
  const outputs = buildOutputs({
    moduleDir,
    modnames: TextColumn.of(modules.map(({ modname }) => modname)),
    paths: TextColumn.of(modules.map(({ relpath }) => relpath)),
    facts: table,
    owners,
    dependencies: closeDependencies(edges, order.rank),
    layout: 'pre-order',
    warnDuplicates: false,
    readInput: (name) => readInput(host, `${moduleDir}/${name}`),
    report,
  })
  const bytesOf = new Map(outputs.map(({ name, bytes }) => [name, bytes]))
  return { indexes: indexesIn(bytesOf), files: bytesOf }
}

function readInput(host: KernelLocation['host'], path: string): InputFile {
  try {
    return { bytes: host.readFile(path) }
  } catch (error) {
    if (!isKmodError(error)) throw error
    return { errno: error.details.errno ?? 'EIO' }
  }
}

function indexesIn(bytesOf: ReadonlyMap<string, Uint8Array>): LookupIndexes {
  const open = (name: string): ModuleIndex | undefined => {
    const bytes = bytesOf.get(`modules.${name}.bin`)
    // A kernel without lists of builtin modules has empty files, which are no indexes.
    return bytes && bytes.length > 0 ? new ModuleIndex(wholeSource(bytes)) : undefined
  }
  const [dep, alias, symbols] = [open('dep'), open('alias'), open('symbols')]
  const [builtin, builtinAlias] = [open('builtin'), open('builtin.alias')]
  return {
    dependencyLine: (modname) => dep?.find(modname),
    aliases: (modalias) => alias?.match(modalias) ?? [],
    symbols: (key) => symbols?.match(key) ?? [],
    isBuiltin: (modname) => builtin?.find(modname) !== undefined,
    builtinAliases: (modalias) => builtinAlias?.match(modalias) ?? [],
  }
}
