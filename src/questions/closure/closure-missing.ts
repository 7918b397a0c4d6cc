/** What a closure lacks, and whether it may. */
import { normalizeModname } from '../../base/names.ts'
import type { KernelNames } from '../../kernel/kernel-names.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import { meantBy } from '../names/meant-names.ts'
import { isAllowed, type WantedModule } from '../names/wanted-modules.ts'
import type { ClosureFirmware, ClosureLeftOut, ClosureMissing } from './closure-result.ts'

/** Words of which modprobe.d leaves nothing. */
export const blockedWords = (
  going: readonly WantedModule[],
  leftOut: readonly ClosureLeftOut[],
  allowed: readonly string[],
): ClosureMissing[] =>
  [...new Set(leftOut.map((entry) => entry.for))]
    .filter((word) => !going.some((module) => module.word === word))
    .map((name) => ({ kind: 'blocked', name, isAllowed: isAllowed(name, allowed) }))

/** Suggestions are for people, who mistype a few words. */
const MOST_SUGGESTED_FOR = 10

export async function unknownWords(
  kernel: Kernel,
  names: KernelNames,
  words: readonly string[],
  allowed: readonly string[],
): Promise<ClosureMissing[]> {
  const missing: ClosureMissing[] = []
  for (const [i, name] of words.entries()) {
    const suggestions = i < MOST_SUGGESTED_FOR ? await meantBy(kernel, names, name) : []
    missing.push({
      kind: 'name',
      name,
      isAllowed: isAllowed(name, allowed),
      ...(suggestions.length > 0 && { suggestions }),
    })
  }
  return missing
}

/**
 * The modules that were asked for, and what they need: without one of these, something asked for does not load.
 *
 * @param others modules that no index knows to be needed, each with the one that needs it
 */
export function neededBy(
  names: KernelNames,
  wanted: readonly WantedModule[],
  others: ReadonlyMap<string, string> = new Map(),
): (modname: string) => boolean {
  const needed = new Set(wanted.map(({ modname }) => modname))
  for (const { modname } of wanted)
    for (const copy of names.dependencies(modname)?.needs ?? []) needed.add(copy.modname)
  for (const [modname, by] of others) if (needed.has(by)) needed.add(modname)
  return (modname) => needed.has(modname)
}

export interface Missing {
  readonly kind: ClosureMissing['kind']
  readonly name: string
  readonly for?: string
  readonly errno?: string
}

/** What is a module itself is needed or not; a provider or a symbol is when the module that lacks it is. */
export function mayBeMissing(
  { kind, name, for: by }: Missing,
  isNeeded: (modname: string) => boolean,
  allowed: readonly string[],
): boolean {
  if (kind === 'softdep' || kind === 'weakdep') return true
  const modname = normalizeModname(name)
  if ([name, modname].some((word) => isAllowed(word, allowed))) return true
  const isOfAnother = kind === 'provider' || kind === 'symbol'
  return by !== undefined && !isNeeded(isOfAnother ? by : modname)
}

export const missingFirmware = ({ name, for: [user] }: ClosureFirmware): ClosureMissing => ({
  kind: 'firmware',
  name,
  ...(user !== undefined && { for: user }),
  isAllowed: true,
})
