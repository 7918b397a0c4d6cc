/** Modules that need a module which the configuration keeps out. */
import { memoize } from '../../base/memoize.ts'
import { normalizeModname } from '../../base/names.ts'
import type { Mention } from '../../config/named-modules.ts'
import type { KernelNames } from '../../kernel/kernel-names.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import { installEffect } from '../install-command.ts'

/**
 *   install    its install line does nothing: what needs it does not load
 *   omit       dracut leaves it out of the initramfs
 *   blacklist  only aliases do not load it: as a dependency it is loaded all the same
 */
export type DeniedBy = 'install' | 'omit' | 'blacklist'

export interface DeniedNeed {
  readonly modname: string
  /** What it needs and what is denied. */
  readonly needs: string
  /** The softdep that needs it, where the module itself does not. */
  readonly via?: string
  readonly by: DeniedBy
  readonly file: string
  /** Whether the configuration wants the module itself loaded, where that denies it. */
  readonly isNamed: boolean
  /** Whether it did not need it in the first kernel, or was not there. */
  readonly isNew: boolean
}

export interface DeniedQuery {
  readonly mentions: readonly {
    readonly word: string
    readonly kind: string
    readonly file: string
    readonly text?: string
  }[]
  /** Modnames that are to be loaded. */
  readonly wanted: readonly string[]
  /** Those that dracut is to put into an initramfs: only there its `omit_drivers` counts. */
  readonly inInitramfs: readonly string[]
}

/** In the order of the modules: those that are wanted, and those that need something denied only now. */
export async function deniedNeeds(
  before: Kernel,
  after: Kernel,
  { mentions, wanted, inInitramfs }: DeniedQuery,
): Promise<DeniedNeed[]> {
  const denied = new Map<string, { readonly by: DeniedBy; readonly file: string }>()
  for (const mention of mentions) {
    const by = deniedBy(mention)
    const modname = normalizeModname(mention.word)
    const known = denied.get(modname)
    if (by !== undefined && (known === undefined || known.by === 'blacklist'))
      denied.set(modname, { by, file: mention.file })
  }
  if (denied.size === 0) return []
  const [old, next] = [await before.names(), await after.names()]
  const [named, omitting] = [new Set(wanted), new Set(inInitramfs)]
  return after.modules().flatMap(({ modname }) => {
    // A device loads a module that nobody names; what has always been so is no news.
    const before = memoize(() => needsOf(old, modname))
    return [...needsOf(next, modname)].flatMap(([needs, via]): DeniedNeed[] => {
      const how = denied.get(needs)
      if (how === undefined) return []
      const isNamed = (how.by === 'omit' ? omitting : named).has(modname)
      const isNew = !before().has(needs)
      if (!isNamed && !isNew) return []
      return [{ modname, needs, isNamed, isNew, ...(via !== '' && { via }), ...how }]
    })
  })
}

function deniedBy({
  kind,
  text = '',
}: Pick<Mention, 'text'> & { readonly kind: string }): DeniedBy | undefined {
  if (kind === 'install') return installEffect(text).effect === 'refuses' ? 'install' : undefined
  if (kind === 'dracut-omit') return 'omit'
  return kind === 'blacklist' ? 'blacklist' : undefined
}

/** What a module needs, and what its softdeps are and need, each with the softdep (empty: the module itself). */
function needsOf(names: KernelNames, modname: string): Map<string, string> {
  const found = new Map(dependenciesOf(names, modname).map((needed) => [needed, '']))
  const { pre, post } = names.softdeps(modname)
  for (const word of [...pre, ...post])
    for (const softdep of names.lookup(word)) {
      if (!found.has(softdep.modname)) found.set(softdep.modname, '')
      for (const needed of dependenciesOf(names, softdep.modname))
        if (!found.has(needed)) found.set(needed, softdep.modname)
    }
  return found
}

const dependenciesOf = (names: KernelNames, modname: string): string[] =>
  (names.dependencies(modname)?.needs ?? []).map((needed) => needed.modname)
