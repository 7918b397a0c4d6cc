/** Which modules would load in which kernels: a verdict for each module and kernel. */
import { pauseEach, type WorkOptions } from '../../base/interruption.ts'
import { type OptionNames, refuseUnknownOptions } from '../../base/known-options.ts'
import { memoize } from '../../base/memoize.ts'
import { headOf } from '../../facts/traits-list.ts'
import type { AbiTarget } from '../../kernel/abi-target.ts'
import type { ModuleSet } from '../../kernel/module-set.ts'
import { plainModules } from '../../kernel/plain-modules.ts'
import type { ReplacedModules } from '../../kernel/symbol-answers.ts'
import type { KernelExport, KernelView, ModuleView, Signer } from '../../loadability/kernel-view.ts'
import type { Refusal } from '../../loadability/refusal.ts'
import { isFatal, refusals } from '../../loadability/refusals.ts'

export interface AbiVerdict {
  /** Whether the kernel would load the module. */
  readonly loads: boolean
  /** All reasons, also those with which it loads: unsigned, or forced. */
  readonly refusals: readonly Refusal[]
  /** Another signer than that of most of the kernel's own modules: a kernel that enforces signatures has to know the key. */
  readonly otherSigner?: OtherSigner
}

/** How the signature of a module differs from those of the kernel's own modules. */
export type OtherSigner =
  | { readonly state: 'unsigned'; readonly usual: Signer }
  | { readonly state: 'other-key'; readonly signer: string; readonly keyId: string; readonly usual: Signer }

export interface AbiModule {
  readonly modname: string
  readonly path: string
  /** One for each kernel, in their order. */
  readonly verdicts: readonly AbiVerdict[]
  /** Needed symbols of the kernel that are not in the list of stable ones; empty without a list. */
  readonly unstable: readonly string[]
}

export interface AbiResult {
  readonly modules: readonly AbiModule[]
  readonly unreadable: readonly { readonly path: string; readonly message: string }[]
}

export interface AbiOptions extends WorkOptions {
  /** Symbols whose versions a distribution keeps. */
  readonly stable?: ReadonlySet<string>
}

const ABI_OPTIONS: OptionNames<AbiOptions> = { stable: true, signal: true, onProgress: true }

/**
 * Compares each module of a set with each kernel. What modules of the set export counts as part of each kernel.
 *
 * @throws KmodError KMOD_USAGE, and the reason of the signal when it is aborted
 */
export async function compareAbi(
  set: ModuleSet,
  targets: readonly AbiTarget[],
  options: AbiOptions = {},
): Promise<AbiResult> {
  refuseUnknownOptions<AbiOptions>('compareAbi()', options, ABI_OPTIONS)
  const { stable, signal, onProgress } = options
  const kernels = targets.map(({ view }) => {
    const whole = withModules(view, set)
    return { view: whole, isPlain: plainModules(set.facts, whole, replacedIn(view, set)) }
  })
  const round = pauseEach(MODULES_IN_A_ROUND, signal)
  const modules: AbiModule[] = []
  for (const [position, { modname, path }] of set.copies.entries()) {
    if (position % MODULES_IN_A_ROUND === 0) onProgress?.(position, set.copies.length)
    const waiting = round()
    if (waiting) await waiting
    const viewOf = memoize(() => set.moduleAt(position))
    const verdicts = kernels.flatMap(({ view, isPlain }): AbiVerdict[] => {
      const otherSigner = otherSignerAt(set, position, view)
      if (isPlain(position)) return [otherSigner === undefined ? LOADS : { ...LOADS, otherSigner }]
      const module = viewOf()
      return module === undefined
        ? []
        : [{ ...verdictOf(module, view), ...(otherSigner !== undefined && { otherSigner }) }]
    })
    if (verdicts.length < kernels.length) continue
    const module = stable && viewOf()
    const unstable = stable === undefined || module === undefined ? [] : unstableIn(module, set, stable)
    modules.push({ modname, path, verdicts, unstable })
  }
  onProgress?.(set.copies.length, set.copies.length)
  return { modules, unreadable: set.failures }
}

const MODULES_IN_A_ROUND = 64

const LOADS: AbiVerdict = { loads: true, refusals: [] }

function otherSignerAt(
  { facts: { traits } }: ModuleSet,
  position: number,
  { usualSigner, checksSignatures }: KernelView,
): OtherSigner | undefined {
  if (usualSigner === undefined || checksSignatures === false) return undefined
  const signature = traits && headOf(traits, position)?.signature
  if (signature?.state === 'none') return { state: 'unsigned', usual: usualSigner }
  if (signature?.state !== 'signed') return undefined
  const { signer, keyId } = signature
  const isUsual = signer === usualSigner.signer && keyId === usualSigner.keyId
  return isUsual ? undefined : { state: 'other-key', signer, keyId, usual: usualSigner }
}

function verdictOf(module: ModuleView, view: KernelView): AbiVerdict {
  const found = refusals(module, view).filter(
    ({ kind }) => kind !== 'unsigned' || view.enforcesSignatures === true,
  )
  return { loads: !found.some((refusal) => isFatal(refusal, view)), refusals: found }
}

/** The modules of the set take the place of the kernel's modules of the same names. */
function withModules(view: KernelView, set: ModuleSet): KernelView {
  const { proprietary } = set
  const names = new Set(set.copies.map(({ modname }) => modname))
  const replaced = ({ owner }: KernelExport): boolean => owner.kind === 'module' && names.has(owner.modname)
  return {
    ...view,
    exportOf(name) {
      const known = view.exportOf(name)
      return known === undefined || replaced(known) ? set.exports.get(name) : known
    },
    isProprietary: (modname) => proprietary.has(modname) || view.isProprietary(modname),
  }
}

function replacedIn(
  { symvers }: KernelView,
  { copies, proprietary }: ModuleSet,
): ReplacedModules | undefined {
  if (symvers === undefined || proprietary.size > 0) return undefined
  const names = new Set(copies.map(({ modname }) => modname))
  return { symvers, isReplaced: (modname) => names.has(modname) }
}

const unstableIn = ({ needs }: ModuleView, { exports }: ModuleSet, stable: ReadonlySet<string>): string[] =>
  needs.map(({ name }) => name).filter((name) => !stable.has(name) && !exports.has(name))

/** Names of a list of stable symbols: a word a line, as kabi-stablelists has them; `[...]` and `#` begin other lines. */
export const parseStablelist = (text: string): Set<string> =>
  new Set(
    text
      .split('\n')
      .map((line) => line.trim().split(/\s+/)[0] ?? '')
      .filter((word) => word !== '' && !word.startsWith('#') && !word.startsWith('[')),
  )

export type RequiresForm = 'rpm' | 'suse'

/**
 * The requires of an RPM package of these modules, sorted: symbols with the version that the modules were built against.
 *
 *   rpm   kernel(NAME) = 0xCRC for symbols that a kernel has with that very version, ksym(NAME) = 0xCRC for others, which
 *         another package has to have (kernel-srpm-macros: find-requires.ksyms)
 *   suse  ksym(FLAVOUR:NAME) = CRC without leading zeros, where the flavour is the last part of the release
 *
 * @param targets decide what is a symbol of a kernel; without any, all are
 */
export function packageRequires(set: ModuleSet, targets: readonly AbiTarget[], form: RequiresForm): string[] {
  const lines = new Set<string>()
  for (const module of set.modules) {
    if (module === undefined) continue
    const flavour = /-([A-Za-z]\w*)$/.exec(module.vermagic?.split(' ')[0] ?? '')?.[1] ?? 'default'
    const layout = module.layout === undefined ? [] : [{ name: 'module_layout', crc: module.layout }]
    for (const { name, crc } of [...module.needs, ...layout]) {
      if (crc === undefined || set.exports.has(name)) continue
      const digits = crc.toString(16).padStart(8, '0')
      const ofKernel = targets.length === 0 || targets.some(({ view }) => view.exportOf(name)?.crc === crc)
      if (form === 'suse') lines.add(`ksym(${flavour}:${name}) = ${crc.toString(16)}`)
      else lines.add(`${ofKernel ? 'kernel' : 'ksym'}(${name}) = 0x${digits}`)
    }
  }
  return [...lines].sort()
}
