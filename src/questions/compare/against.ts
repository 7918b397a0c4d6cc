/**
 * What an image or initramfs lacks that the full kernel has, for the modules that are in it:
 *
 *   dependency   a module whose symbols one of them needs
 *   softdep      a module that one of them names in a softdep, which features depend on
 *   weakdep      the same, in a weakdep
 *   firmware     a file that one of them, or a builtin driver, asks for, and that the full root has
 *   alias        a module for the same device or name as one of them
 */
import { compareBytes } from '../../base/names.ts'
import { type ModuleInfoFields, valuesOf } from '../../kernel/load-modinfo.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import { isRequested, nameMatching } from '../reach/triggers.ts'
import { softAndWeakEdges, symbolEdges } from '../why/why-edges.ts'

export const LACK_KINDS = ['dependency', 'softdep', 'weakdep', 'firmware', 'alias'] as const
export type LackKind = (typeof LACK_KINDS)[number]

export interface Lack {
  readonly kind: LackKind
  /** A modname, or for `firmware` the name that modules ask for. */
  readonly name: string
  /** Modnames in the image, sorted. */
  readonly for: readonly string[]
  /** Symbols, words of softdeps, or aliases, of the first of them. */
  readonly by: readonly string[]
}

export interface AgainstResult {
  /** By kind, then name. */
  readonly lacks: readonly Lack[]
  /** Modnames in the image that the full kernel does not have. */
  readonly unknown: readonly string[]
}

/**
 * Compares the modules of an image with the full kernel of the same release. Reads every module of the full kernel.
 *
 * @throws KmodError as the parts of Kernel do
 */
export async function against(image: Kernel, full: Kernel): Promise<AgainstResult> {
  const here = new Set(image.modules().map(({ modname }) => modname))
  const known = [...here].filter((modname) => full.module(modname) !== undefined).sort()
  const lacks = new Lacks()
  await addModules(full, here, known, lacks)
  await addFirmware(image, full, lacks)
  await addAliases(full, here, lacks)
  return { lacks: lacks.all(), unknown: [...here].filter((modname) => !known.includes(modname)).sort() }
}

class Lacks {
  readonly #found = new Map<string, { kind: LackKind; name: string; for: string[]; by: readonly string[] }>()

  add(kind: LackKind, name: string, by: string, words: readonly string[]): void {
    const key = `${kind} ${name}`
    const known = this.#found.get(key)
    if (known === undefined) this.#found.set(key, { kind, name, for: [by], by: words })
    else if (!known.for.includes(by)) known.for.push(by)
  }

  all(): Lack[] {
    return [...this.#found.values()]
      .map((lack) => ({ ...lack, for: [...lack.for].sort(compareBytes) }))
      .sort((a, b) => LACK_KINDS.indexOf(a.kind) - LACK_KINDS.indexOf(b.kind) || compareBytes(a.name, b.name))
  }
}

async function addModules(
  full: Kernel,
  here: ReadonlySet<string>,
  known: readonly string[],
  lacks: Lacks,
): Promise<void> {
  const names = await full.names()
  const facts = await full.facts()
  // What is lacking may lack something in turn.
  const met = new Set(known)
  for (const modname of met) {
    for (const { to, kind, symbols } of [
      ...symbolEdges(facts, modname),
      ...softAndWeakEdges(names, modname),
    ]) {
      if (here.has(to) || names.dependencies(to) === undefined) continue
      lacks.add(
        kind === 'symbols' ? 'dependency' : kind === 'weakdep' ? 'weakdep' : 'softdep',
        to,
        modname,
        symbols,
      )
      met.add(to)
    }
  }
}

async function addFirmware(image: Kernel, full: Kernel, lacks: Lacks): Promise<void> {
  const modinfo = await image.modinfo(image.modules())
  const [own, whole] = [image.firmware(), full.firmware()]
  const fieldsOf = (info: ModuleInfoFields | undefined) => info?.fields ?? []
  const askers = [
    ...image.modules().map(({ modname, path }) => ({ modname, fields: fieldsOf(modinfo.get(path)) })),
    ...image.builtins().values(),
  ]
  for (const { modname, fields } of askers)
    for (const name of new Set(valuesOf(fields, 'firmware')))
      if (own.find(name).length === 0 && whole.find(name).length > 0) lacks.add('firmware', name, modname, [])
}

/** Two patterns can match one name though neither matches the other: a name of either is looked up. */
async function addAliases(full: Kernel, here: ReadonlySet<string>, lacks: Lacks): Promise<void> {
  const names = await full.names()
  const aliases = names.aliases().filter(({ pattern }) => isRequested(pattern))
  const starts = new Set(
    aliases.filter(({ modname }) => here.has(modname)).map(({ pattern }) => startOf(pattern)),
  )
  for (const { pattern, modname } of aliases) {
    if (!starts.has(startOf(pattern))) continue
    const found = names.lookup(nameMatching(pattern)).filter(({ source }) => source === 'modules.alias')
    const [own] = found.filter((other) => here.has(other.modname))
    const user = here.has(modname) ? modname : own?.modname
    if (user === undefined) continue
    for (const other of found)
      if (!here.has(other.modname)) lacks.add('alias', other.modname, user, [pattern])
  }
}

/** Aliases of one device are of one bus, and mostly of one vendor. */
const startOf = (pattern: string): string => (pattern.split(/[*?[]/)[0] ?? '').slice(0, 13)
