/** Everything that the tables say of one kernel, from its modules and what is next to them. */

import { fromByteString } from '../base/names.ts'
import { emptyTraits, type TraitColumns } from '../facts/traits-columns.ts'
import { headOf, type TraitsHead } from '../facts/traits-list.ts'
import type { KernelFacts } from '../kernel/kernel-facts.ts'
import type { KernelModule } from '../kernel/module-copies.ts'
import type { Kernel } from '../kernel/open-kernel.ts'
import { ownExports } from '../kernel/own-exports.ts'
import { integerValues, type TableColumn, textValues } from '../parquet/columns.ts'
import { HEAD, ROW_WORDS, TRAITS_KNOWN } from '../wasm/traits-layout.ts'
import { architectureOf } from './architecture.ts'
import { KernelProgram } from './kernel-program.ts'
import { addBuiltins, addModules, addOwnSymbols, addSymbols, ownSymbols } from './kernel-rows.ts'
import type { FleetKernel } from './partition.ts'
import { flavourOf, releaseKey } from './release-key.ts'
import type { TableName } from './table-layout.ts'

export interface KernelTables {
  readonly kernel: FleetKernel
  readonly tables: Readonly<Record<TableName, readonly TableColumn[]>>
  /** Modules that could not be read: of these only name, path and size are in the tables. */
  readonly unreadable: readonly string[]
}

/**
 * Reads all modules of a kernel, once.
 *
 * @param origin where the kernel is from, as the user calls it
 * @throws KmodError KMOD_IO, KMOD_COMPRESSION_*, KMOD_CONFIG, KMOD_LIMIT
 */
export async function kernelTables(kernel: Kernel, origin: string): Promise<KernelTables> {
  const facts = await kernel.fullFacts()
  const { own } = await ownExports(kernel.options)
  const builtins = [...kernel.builtins().values()]
  const traits = facts.modinfo?.columns(facts.modules.length) ?? emptyTraits(facts.modules.length)
  const heads = new Heads(facts, traits)
  const program = new KernelProgram()
  const evidence = kernel.options.symvers === undefined ? 'system-map' : 'symvers'
  const modnames = addModules(program, facts, traits)
  addBuiltins(program, builtins)
  addSymbols(program, facts, modnames)
  const symbols = ownSymbols(program, own, evidence)
  const { release } = kernel.place
  const kernelsOf = kernelColumns(program, {
    release,
    facts,
    heads,
    builtins: builtins.length,
    own: own.size > 0 ? evidence : undefined,
  })
  program.rank()
  const imports = program.sorted('imports')
  const imported = program.exports.findImported()
  addOwnSymbols(program, own, symbols)
  return {
    kernel: { release: fromByteString(release), architecture: architectureOf(heads.first), origin },
    unreadable: facts.modules.flatMap(({ modname }, at) => (heads.isKnown(at) ? [] : [modname])),
    tables: {
      kernels: kernelsOf(imported > 0),
      modules: program.sorted('modules'),
      exports: program.sorted('exports'),
      imports,
      aliases: program.sorted('aliases'),
      parameters: program.sorted('parameters'),
      firmware: program.sorted('firmware'),
      dependencies: program.sorted('dependencies'),
    },
  }
}

type Facts = KernelFacts<KernelModule>

/** What ELF headers say, which most modules of a kernel have in common. */
class Heads {
  readonly #facts: Facts
  readonly #traits: TraitColumns

  constructor(facts: Facts, traits: TraitColumns) {
    this.#facts = facts
    this.#traits = traits
  }

  /** Whether a module could be read. */
  isKnown(position: number): boolean {
    return ((this.#traits.words[position * ROW_WORDS + HEAD] ?? 0) & TRAITS_KNOWN) !== 0
  }

  /** Of the first module that could be read. */
  get first(): TraitsHead | undefined {
    return this.#find(() => true)
  }

  /** The vermagic of the first module that has one. */
  get vermagic(): string | undefined {
    return this.#find(({ vermagic }) => vermagic !== undefined)?.vermagic
  }

  #find(isWanted: (head: TraitsHead) => boolean): TraitsHead | undefined {
    const { modules, traits } = this.#facts
    for (const position of modules.keys()) {
      const head = this.isKnown(position) && traits ? headOf(traits, position) : undefined
      if (head && isWanted(head)) return head
    }
    return undefined
  }
}

interface KernelRow {
  readonly release: string
  readonly facts: Facts
  readonly heads: Heads
  readonly builtins: number
  /** Where the kernel's own symbols are from. */
  readonly own: 'symvers' | 'system-map' | undefined
}

/** The one row of the table `kernels`, whose texts are added; the function returned says whether any symbol is imported. */
function kernelColumns(
  program: KernelProgram,
  { release, facts: { modules }, heads, builtins, own }: KernelRow,
): (hasImports: boolean) => TableColumn[] {
  const text = (name: string, nullable: boolean, value: string | undefined): TableColumn =>
    textValues(name, nullable, [value], program)
  const integer = (name: string, nullable: boolean, value: number | undefined): TableColumn =>
    integerValues(name, nullable, [value], program)
  const columns = [
    text('release_key', false, releaseKey(release)),
    text('flavour', false, flavourOf(release)),
    integer('machine', true, heads.first?.machine),
    text('vermagic', true, heads.vermagic),
    integer('module_count', false, modules.length),
    integer('builtin_count', false, builtins),
    integer(
      'module_bytes',
      false,
      modules.reduce((sum, { size }) => sum + (size ?? 0), 0),
    ),
  ]
  const [known, importers, none] = [own ?? 'none', 'importers', 'none'].map((evidence) =>
    text('kernel_exports', false, evidence),
  )
  return (hasImports) => [
    ...columns,
    ...[own ? known : hasImports ? importers : none].flatMap((one) => one ?? []),
  ]
}
