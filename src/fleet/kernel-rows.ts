/** Passes what is known of a kernel to the program that makes its tables. */
import { TextColumn } from '../base/text-column.ts'
import type { SymbolRows } from '../facts/facts-table.ts'
import type { TraitColumns } from '../facts/traits-columns.ts'
import type { BuiltinModule } from '../kernel/builtin-modules.ts'
import type { KernelFacts } from '../kernel/kernel-facts.ts'
import type { KernelModule } from '../kernel/module-copies.ts'
import type { KernelExport } from '../loadability/kernel-view.ts'
import { copyNumbers } from '../parquet/columns.ts'
import { resolveDependencies } from '../resolve/dependencies.ts'
import type { SignatureTraits } from '../signatures/signature-traits.ts'
import { NONE, UNKNOWN } from '../wasm/tables-layout.ts'
import type { KernelProgram } from './kernel-program.ts'

/** The owner of what the kernel itself exports, as Module.symvers calls it. */
export const KERNEL_OWNER = 'vmlinux'

/** How a symbol that the kernel itself exports is known. */
export type ExportEvidence = 'module' | 'symvers' | 'system-map' | 'importers'

type Facts = KernelFacts<KernelModule>

/** Adds module files, and what they say of themselves. Returns the address of their names, by position. */
export function addModules(program: KernelProgram, { modules }: Facts, traits: TraitColumns): number {
  const { exports } = program
  exports.setKinds(program.addText('pre'), program.addText('post'), program.addText('weak'))
  exports.setTraits(
    program.copyIn(traits.words),
    program.copyIn(traits.text),
    // A module without a signature has the first texts.
    program.copyIn(traits.signature.map((number) => number + 1)),
    program.addTexts([NO_SIGNATURE, ...traits.signatures].flatMap(signatureTexts)),
  )
  const modnames = program.addTexts(modules.map(({ modname }) => modname))
  const paths = program.addTexts(modules.map(({ relpath }) => relpath))
  const sizes = copyNumbers(
    program,
    modules.map(({ size }) => size),
  )
  exports.addModules(modules.length, modnames, paths, sizes.values, sizes.high)
  return modnames
}

const NO_SIGNATURE: SignatureTraits = { state: 'none' }

/** In the order of tables-layout.ts. */
const signatureTexts = (signature: SignatureTraits): (string | undefined)[] =>
  signature.state === 'signed'
    ? [signature.state, signature.signer, signature.keyId, signature.digest]
    : [signature.state, undefined, undefined, undefined]

/** Adds the modules that are part of the kernel, and what they say of themselves. */
export function addBuiltins(program: KernelProgram, builtins: readonly BuiltinModule[]): void {
  const fields = TextColumn.of(
    builtins.map((module) => module.fields.map(({ key, value }) => `${key}=${value}\0`).join('')),
  )
  program.exports.addBuiltins(
    builtins.length,
    program.addTexts(builtins.map(({ modname }) => modname)),
    program.addTexts(builtins.map(({ relpath }) => relpath)),
    program.copyIn(fields.bytes),
    program.copyIn(fields.ends),
  )
}

/**
 * Adds what modules export and import, and the dependencies that follow.
 * @param modnames the address of their names
 */
export function addSymbols(
  program: KernelProgram,
  { table, owners, modules }: Facts,
  modnames: number,
): void {
  const { exports } = program
  const { names, needed, exported } = table
  const count = modules.length
  exports.setNames(
    program.copyIn(names.memory.subarray(0, names.bounds.at(-1))),
    program.copyIn(names.bounds),
    program.copyIn(new Uint32Array(names.size).fill(NONE)),
  )
  const copied = ({ starts, name, crcLow, crcHigh }: SymbolRows) => ({
    starts: program.copyIn(starts.values),
    name: program.copyIn(name.values),
    low: program.copyIn(crcLow.values),
    high: program.copyIn(crcHigh.values),
  })
  const needs = copied(needed)
  const flags = program.copyIn(needed.flags.values)
  exports.addImports(count, modnames, needs.starts, needs.name, needs.low, needs.high, flags)
  const own = copied(exported)
  const evidence = program.addText('module')
  exports.addExports(count, modnames, own.starts, own.name, own.low, own.high, evidence)
  const edges = resolveDependencies(needed, owners)
  exports.addHardDependencies(
    count,
    modnames,
    program.copyIn(edges.starts.values),
    program.copyIn(edges.provider.values),
    program.addText('hard'),
  )
}

/** Symbols that the kernel itself exports, in the memory of the program. */
export interface OwnSymbols {
  readonly count: number
  readonly owner: number
  readonly evidence: number
  /** Evidence where importers are the only one. */
  readonly importers: number
  readonly symbols: number
  readonly namespaces: number
}

/** Adds the texts of the kernel's own symbols; addOwnSymbols() adds their rows. */
export function ownSymbols(
  program: KernelProgram,
  own: ReadonlyMap<string, KernelExport>,
  evidence: ExportEvidence,
): OwnSymbols {
  return {
    count: own.size,
    owner: program.addText(KERNEL_OWNER),
    evidence: program.addText(evidence),
    importers: program.addText('importers'),
    symbols: program.addTexts([...own.keys()]),
    namespaces: program.addTexts([...own.values()].map(({ namespace }) => namespace || undefined)),
  }
}

/**
 * Adds the rows of the kernel's own symbols, with the versions that importers have where a list has none; without a
 * list, those that modules import. A list of all the kernel's symbols leaves none to be inferred.
 */
export function addOwnSymbols(
  program: KernelProgram,
  own: ReadonlyMap<string, KernelExport>,
  { count, owner, evidence, importers, symbols, namespaces }: OwnSymbols,
): void {
  const { exports } = program
  if (count === 0) {
    exports.addImported(owner, importers)
    return
  }
  const all = [...own.values()]
  const crc = program.copyIn(Uint32Array.from(all, (one) => one.crc ?? 0))
  const hasCrc = program.copyIn(Uint32Array.from(all, (one) => (one.crc === undefined ? 0 : 1)))
  const gplOnly = program.copyIn(
    Uint32Array.from(all, (one) => (one.gplOnly === undefined ? UNKNOWN : Number(one.gplOnly))),
  )
  exports.addOwn(count, owner, evidence, symbols, namespaces, crc, hasCrc, gplOnly)
}
