/**
 * What modules need and the tree does not have. The dependencies in the index files are only as complete as the tree
 * was when depmod wrote them; so three witnesses are asked besides:
 *
 *   depends=          in .modinfo: the modules that the build found the symbols in
 *   modules.dep       as it is on disk, even when it is stale: it may name a file that is gone
 *   modules.symbols   on disk: it may know the module of a symbol that no module here exports
 *
 * Where the kernel's own symbols are known, a symbol that neither it nor a module of the closure has is missing, too.
 * A module that is named, is there and is not in the closure is handed back as an absentee: its file may be damaged, and
 * then what it exports is not known.
 */
import { normalizeModname } from '../../base/names.ts'
import type { KernelFacts } from '../../kernel/kernel-facts.ts'
import type { KernelNames } from '../../kernel/kernel-names.ts'
import { type ModuleInfoFields, valuesOf } from '../../kernel/load-modinfo.ts'
import type { ModuleCopy } from '../../kernel/module-copies.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import { namesInDepends } from '../depends-names.ts'

export interface MissingProvider {
  /** `provider`: a module that is not there. `symbol`: one that nobody has. */
  readonly kind: 'provider' | 'symbol'
  /** A modname, or a symbol. */
  readonly name: string
  /** Modname of the first module that needs it. */
  readonly for: string
}

export interface ProviderContext {
  readonly kernel: Kernel
  readonly names: KernelNames
  /** Of `modules`. */
  readonly facts: KernelFacts<ModuleCopy>
  readonly modinfo: ReadonlyMap<string, ModuleInfoFields>
  /** Modules that are left out on purpose. */
  readonly isExcluded: (modname: string) => boolean
}

export interface ProviderSearch {
  readonly missing: readonly MissingProvider[]
  /** Modnames that are named, are there, and are not among the modules; each with the first module that needs it. */
  readonly absentees: ReadonlyMap<string, string>
}

/** @param modules all that would be loaded, in load order */
export function missingProviders(context: ProviderContext, modules: readonly ModuleCopy[]): ProviderSearch {
  const { kernel, names, facts, modinfo, isExcluded } = context
  const missing = new Map<string, MissingProvider>()
  const builtins = kernel.builtins()
  const isKnown = (modname: string): boolean =>
    names.dependencies(modname) !== undefined ||
    names.isBuiltin(modname) ||
    builtins.has(modname) ||
    isExcluded(modname)
  const present = new Set(modules.map(({ modname }) => modname))
  const absentees = new Map<string, string>()
  const note = (modname: string, by: string): void => {
    if (present.has(modname) || absentees.has(modname) || isExcluded(modname)) return
    if (names.dependencies(modname) !== undefined) absentees.set(modname, by)
  }
  const add = (kind: MissingProvider['kind'], name: string, by: string): void => {
    const key = `${kind} ${name}`
    if (!missing.has(key)) missing.set(key, { kind, name, for: by })
  }
  for (const copy of modules) {
    const depends = valuesOf(modinfo.get(copy.path)?.fields ?? [], 'depends')
    const named = [
      ...depends.flatMap((text) => namesInDepends(text, isKnown)),
      ...(kernel.indexFiles().dependencyLine(copy.modname)?.split(/:? +/).slice(1) ?? []).flatMap((path) =>
        path === '' ? [] : [normalizeModname(path)],
      ),
    ]
    for (const modname of named)
      if (isKnown(modname)) note(modname, copy.modname)
      else add('provider', modname, copy.modname)
    for (const { symbol, provider } of unownedSymbols(kernel, facts, copy.modname))
      if (provider !== undefined && isKnown(provider)) note(provider, copy.modname)
      else if (provider !== undefined) add('provider', provider, copy.modname)
      else if (!hasProvider(missing, copy.modname)) add('symbol', symbol, copy.modname)
  }
  return { missing: [...missing.values()], absentees }
}

/** A module whose provider is missing lacks that one's symbols, too, which needs no further words. */
const hasProvider = (missing: ReadonlyMap<string, MissingProvider>, modname: string): boolean =>
  [...missing.values()].some((piece) => piece.kind === 'provider' && piece.for === modname)

interface UnownedSymbol {
  readonly symbol: string
  /** The module that the index file has for it; none when it has none and the kernel's own symbols are known. */
  readonly provider: string | undefined
}

function unownedSymbols(kernel: Kernel, facts: KernelFacts<ModuleCopy>, modname: string): UnownedSymbol[] {
  const position = facts.find(modname)
  if (position === undefined) return []
  const { needed, names } = facts.table
  const knowsKernel = kernel.options.symvers !== undefined || kernel.options.systemMap !== undefined
  const found: UnownedSymbol[] = []
  for (let row = needed.start(position); row < needed.end(position); row++) {
    const id = needed.name.at(row)
    if (needed.isWeak(row) || facts.ownerOf(id) !== undefined) continue
    const symbol = names.text(id)
    const providers = kernel
      .indexFiles()
      .symbols(`symbol:${symbol}`)
      .map(({ value }) => value)
    if (providers.length > 0) found.push({ symbol, provider: providers[0] })
    else if (knowsKernel) found.push({ symbol, provider: undefined })
  }
  return found
}
