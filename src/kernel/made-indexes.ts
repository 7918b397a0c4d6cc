/** Makes the indexes that depmod would write for the modules as they are, in memory. */
import { wholeSource } from '../base/byte-source.ts'
import type { Report } from '../base/diagnostic.ts'
import { KmodError } from '../base/errors.ts'
import { fromByteString } from '../base/names.ts'
import { makeFiles } from '../depmod/make-files.ts'
import { orderModules } from '../depmod/module-order.ts'
import { ModuleIndex } from '../indexes/decode-index.ts'
import type { OutputSelection } from '../indexes/outputs.ts'
import type { LookupIndexes } from '../lookup/lookup-steps.ts'
import { indexEdges } from './dependency-cycles.ts'
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
  place: KernelLocation,
  facts: KernelFacts<ModuleCopy>,
  report: Report,
): MadeIndexes {
  const files = makeFilesOf(place, facts, report, 'all')
  return { indexes: indexesIn(files), files }
}

/**
 * The files that depmod would write, by name.
 * @throws KmodError KMOD_CYCLE when modules depend on each other; KMOD_INDEX_BAD_KEY for indexes, KMOD_LIMIT as depmod
 */
export function makeFilesOf(
  { host, moduleDir }: KernelLocation,
  facts: KernelFacts<ModuleCopy>,
  report: Report,
  selection: OutputSelection,
): Map<string, Uint8Array> {
  const { modules, table, indexOwners } = facts
  const order = orderModules(indexEdges(facts))
  if (order.kind === 'cyclic') throw cycleError(facts, order.cycles)
  const files = makeFiles({
    host,
    moduleDir,
    report,
    selection,
    modules: modules.map(({ modname, relpath }) => ({ modname, listed: relpath })),
    facts: table,
    owners: indexOwners,
    dependencies: order.dependencies,
  })
  const bytesOf = new Map<string, Uint8Array>()
  for (const { name, bytes } of files) bytesOf.set(name, bytes)
  return bytesOf
}

/** A longer list would not help. */
const MOST_NAMES = 8

function cycleError(
  { modules }: KernelFacts<ModuleCopy>,
  [first = []]: readonly (readonly number[])[],
): KmodError {
  const names = first.map((position) => modules[position]?.modname ?? '')
  const shown = names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES), '...'] : names
  return new KmodError(
    'KMOD_CYCLE',
    `Cannot order modules: they depend on each other in a cycle: ${fromByteString(shown.join(' -> '))}`,
  )
}

function indexesIn(bytesOf: ReadonlyMap<string, Uint8Array>): LookupIndexes {
  const open = (name: string): ModuleIndex | undefined => {
    const bytes = bytesOf.get(`modules.${name}.bin`)
    // A kernel without lists of builtin modules has empty files, which are not indexes.
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
