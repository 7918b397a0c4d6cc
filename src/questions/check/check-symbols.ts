/** Symbols that nobody has, versions that differ, and symbols that several modules have. */
import { memoize } from '../../base/memoize.ts'
import type { SymbolRows } from '../../facts/facts-table.ts'
import type { KernelFacts } from '../../kernel/kernel-facts.ts'
import type { ModuleCopy } from '../../kernel/module-copies.ts'
import { needRowsOf } from '../../kernel/need-rows.ts'
import { type CheckFinding, type FindingOf, finding } from './check-findings.ts'

/**
 * @param symbolFile the System.map or Module.symvers that the facts know the kernel's symbols from; without one
 * nothing can be said of symbols that no module has
 * @param isNamedElsewhere whether another finding names the module that would have a symbol
 */
export function checkSymbols(
  facts: KernelFacts<ModuleCopy>,
  symbolFile: string | undefined,
  isNamedElsewhere: (symbol: string) => boolean = () => false,
): CheckFinding[] {
  const uses = collectUses(facts, isNamedElsewhere)
  const suspect = symbolFile === undefined ? undefined : suspectFile(facts, uses, symbolFile)
  const reportUnknown = symbolFile !== undefined && suspect === undefined
  return [
    ...(suspect ? [suspect] : []),
    ...(reportUnknown ? unknownSymbols(facts, uses) : []),
    ...versionMismatches(facts),
    ...duplicateExports(facts),
  ]
}

interface Uses {
  /** By name id: the modules that need a symbol that nobody has, weak ones apart. */
  readonly unknown: ReadonlyMap<number, readonly number[]>
  /** Different symbols that the kernel has, and modules need. */
  readonly ofKernel: ReadonlySet<number>
}

/** 0 is a name that has not been looked at. */
const SETTLED = 1
const UNSETTLED = 2

function collectUses(facts: KernelFacts<ModuleCopy>, isNamedElsewhere: (symbol: string) => boolean): Uses {
  const unknown = new Map<number, number[]>()
  const ofKernel = new Set<number>()
  const { needed, names } = facts.table
  /** By name id: whether a module has it, or is to have it, so that nothing is to be said of who needs it. */
  const answers = new Uint8Array(names.size)
  const answer = (id: number): number => {
    const owner = facts.ownerOf(id)
    if (owner === 'kernel') ofKernel.add(id)
    return owner !== undefined || isNamedElsewhere(names.text(id)) ? SETTLED : UNSETTLED
  }
  eachUsedRow(facts, (module, row) => {
    const id = needed.name.at(row)
    if (needed.isWeak(row)) return
    answers[id] ||= answer(id)
    if (answers[id] === SETTLED) return
    const users = unknown.get(id)
    if (users === undefined) unknown.set(id, [module])
    else if (users.at(-1) !== module) users.push(module)
  })
  return { unknown, ofKernel }
}

/** All rows of a module whose traits are not known. */
function eachUsedRow(facts: KernelFacts<ModuleCopy>, visit: (module: number, row: number) => void): void {
  const { table, traits } = facts
  const rowsAt = needRowsOf(facts)
  for (let module = 0; module < table.needed.groupCount; module++) {
    const { start, end, layout } = rowsAt(module, traits?.at(module)?.undefinedCount ?? Infinity)
    for (let row = start; row < end; row++) visit(module, row)
    if (layout !== undefined) visit(module, layout)
  }
}

function eachRow(rows: SymbolRows, visit: (module: number, row: number) => void): void {
  for (let module = 0; module < rows.groupCount; module++)
    for (let row = rows.start(module); row < rows.end(module); row++) visit(module, row)
}

/** Fewer than this say nothing about a file. */
const FEWEST_UNKNOWN = 20

/** A kernel lacks a handful of symbols when something is broken; a wrong file lacks most of them. */
function suspectFile(
  facts: KernelFacts<ModuleCopy>,
  { unknown, ofKernel }: Uses,
  file: string,
): FindingOf<'suspect-symbol-file'> | undefined {
  const needed = unknown.size + ofKernel.size
  if (unknown.size < FEWEST_UNKNOWN || unknown.size * 2 < needed) return undefined
  let mentions = 0
  for (const users of unknown.values()) mentions += users.length
  const defines = facts.owners.countOfKernel()
  return finding('suspect-symbol-file', 'warning', {
    file,
    defines,
    needed,
    unknown: unknown.size,
    mentions,
  }) as FindingOf<'suspect-symbol-file'>
}

/** The symbols that most modules need come first. */
function unknownSymbols({ table, modules }: KernelFacts<ModuleCopy>, { unknown }: Uses): CheckFinding[] {
  return [...unknown]
    .map(([id, users]) => ({
      symbol: table.names.text(id),
      modules: users.map((user) => nameOf(modules, user)),
    }))
    .sort((a, b) => b.modules.length - a.modules.length || (a.symbol < b.symbol ? -1 : 1))
    .map((fields) => finding('unknown-symbol', 'error', fields))
}

const nameOf = (modules: readonly ModuleCopy[], position: number): string => modules[position]?.modname ?? ''

/** Only if both sides have a version: System.map has none. */
function versionMismatches(facts: KernelFacts<ModuleCopy>): CheckFinding[] {
  const { table, owners, modules } = facts
  const { needed } = table
  const found = new Map<number, { modname: string; crc: bigint }[]>()
  eachUsedRow(facts, (module, row) => {
    const id = owners.lookupId(needed.name.at(row))
    const low = needed.crcLow.at(row)
    const high = needed.crcHigh.at(row)
    if ((low === 0 && high === 0) || owners.hasCrc(id, 0, 0) || owners.hasCrc(id, low, high)) return
    // The kernel refuses a weak symbol, too, when its version differs.
    if (facts.ownerOf(needed.name.at(row)) === undefined) return
    const users = found.get(id) ?? []
    users.push({ modname: nameOf(modules, module), crc: wordsToCrc(low, high) })
    found.set(id, users)
  })
  return [...found].map(([id, users]) => {
    const owner = owners.owner(id)
    return finding('crc-mismatch', 'error', {
      symbol: table.names.text(id),
      ...(owner >= 0 && { owner: nameOf(modules, owner) }),
      crc: owners.crc(id),
      users,
    })
  })
}

const wordsToCrc = (low: number, high: number): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)

function duplicateExports({ table, modules, traits }: KernelFacts<ModuleCopy>): CheckFinding[] {
  const { exported, names } = table
  const exporters = new Map<number, number[]>()
  eachRow(exported, (module, row) => {
    const known = exporters.get(exported.name.at(row))
    if (known === undefined) exporters.set(exported.name.at(row), [module])
    else if (known.at(-1) !== module) known.push(module)
  })
  // Without versions, kmod takes the name of a namespace for an export.
  const exportsOf = memoize((module: number) => new Set(traits?.at(module)?.exports.map(({ name }) => name)))
  const exportsIt = (module: number, symbol: string): boolean =>
    exportsOf(module).size === 0 || exportsOf(module).has(symbol)
  return [...exporters].flatMap(([id, candidates]) => {
    if (candidates.length < 2) return []
    const symbol = names.text(id)
    const positions = candidates.filter((module) => exportsIt(module, symbol))
    if (positions.length < 2) return []
    const modnames = positions.map((position) => nameOf(modules, position))
    return [finding('duplicate-export', 'warning', { symbol, modules: modnames })]
  })
}
