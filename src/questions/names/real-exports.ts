/**
 * Without modversions the index modules.symbols has the names of namespaces, too, which kmod takes for exports. A question
 * about `symbol:NAME` is about what a module exports: the modules that the index has for it are looked into.
 */
import { tryNormalizeAlias } from '../../base/names.ts'
import type { KernelNames } from '../../kernel/kernel-names.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'

const SYMBOL = 'symbol:'

/**
 * The names of a kernel, where `words` that name a symbol lead only to modules that export it to the kernel. A module
 * that cannot be read is believed to export what the index says.
 *
 * @param words byte strings; others than these are looked up as before
 * @throws KmodError KMOD_HOST
 */
export async function namesOfExports(
  kernel: Kernel,
  names: KernelNames,
  words: readonly string[],
): Promise<KernelNames> {
  const none = new Map<string, ReadonlySet<string>>()
  for (const word of words) {
    const alias = tryNormalizeAlias(word)
    if (alias?.startsWith(SYMBOL)) none.set(alias, await withoutExport(kernel, names, alias))
  }
  if (none.size === 0) return names
  return {
    ...names,
    lookup: (name) =>
      names
        .lookup(name)
        .filter(
          ({ modname, source }) =>
            source !== 'modules.symbols' || !none.get(tryNormalizeAlias(name) ?? name)?.has(modname),
        ),
  }
}

/** Modnames of those that the index has for the symbol, and that do not export it. */
async function withoutExport(kernel: Kernel, names: KernelNames, alias: string): Promise<Set<string>> {
  const copies = names
    .lookup(alias)
    .flatMap(({ modname, source }) =>
      source === 'modules.symbols' ? (names.dependencies(modname)?.copy ?? []) : [],
    )
  if (copies.length === 0) return new Set()
  const facts = await kernel.factsOf(copies)
  const isWithout = (position: number): boolean =>
    !facts.failures.has(position) &&
    facts.exported(position).every(({ name }) => tryNormalizeAlias(`${SYMBOL}${name}`) !== alias)
  return new Set(copies.filter((_, position) => isWithout(position)).map(({ modname }) => modname))
}
