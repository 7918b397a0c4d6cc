/**
 * Why one copy of a module counts, and the others do not. It is the index that decides what modprobe loads; depmod's
 * rules decide what goes into the index. When the two disagree, it is the index that has to be named: depmod has not
 * run since a copy came or went, or it ran with a configuration that the question does not name.
 */

import { fromByteString } from '../../base/names.ts'
import type { DepmodConfig } from '../../config/depmod-config.ts'
import { DEFAULT_CONFIG_PATHS, loadDepmodConfig } from '../../config/load-depmod-config.ts'
import { hostBelow } from '../../host/below-root.ts'
import type { ModuleCopy } from '../../kernel/module-copies.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import { type CopyVerdict, copyVerdict } from '../copy-verdict.ts'

export type CopyReason =
  | (CopyVerdict & {
      /** depmod.d of the root itself decided, which the question did not name. */
      readonly isByRoot?: true
    })
  /** The index names `winner`; depmod would take `preferred` now. Paths as modules.dep has them. */
  | { readonly rule: 'index'; readonly winner: string; readonly loser: string; readonly preferred: string }

export interface LostToCopy {
  readonly copy: ModuleCopy
  readonly verdict: CopyReason
}

/** @param counting the copy that the index names; without an index, the copy that depmod would choose */
export function lostCopies(kernel: Kernel, counting: ModuleCopy): LostToCopy[] {
  const { config } = kernel.copies()
  const { moduleDir } = kernel.place
  const preferred = kernel.module(counting.modname)
  const losers = losersOf(kernel, counting)
  if (losers.length === 0) return []
  if (preferred === undefined || preferred.relpath === counting.relpath)
    return losers.map((copy) => ({ copy, verdict: copyVerdict(counting, copy, moduleDir, config) }))
  const ofRoot = configOfRoot(kernel)
  return losers.map((copy) => {
    const verdict = copyVerdict(counting, copy, moduleDir, ofRoot)
    if (verdict.rule !== 'order') return { copy, verdict: { ...verdict, isByRoot: true } }
    const { relpath: winner } = counting
    return { copy, verdict: { rule: 'index', winner, loser: copy.relpath, preferred: preferred.relpath } }
  })
}

/** All other copies, in the order of their paths. */
const losersOf = (kernel: Kernel, winner: ModuleCopy): ModuleCopy[] =>
  [kernel.module(winner.modname) ?? [], ...kernel.lost().map(({ copy }) => copy)]
    .flat()
    .filter(({ modname, relpath }) => modname === winner.modname && relpath !== winner.relpath)
    .sort((a, b) => (a.relpath < b.relpath ? -1 : 1))

/**
 * The depmod.d of the root itself, when the index names a copy that only this configuration prefers: depmod was run
 * there, and by the rules of the question the index would be wrong.
 *
 * @returns paths of this machine, the strongest first; none when the question's own configuration will do
 */
export function decidingConfig(kernel: Kernel): string[] {
  const { host, root, moduleDir } = kernel.place
  const indexed = kernel.lost().filter(({ copy: { modname, relpath } }) => {
    const line = kernel.indexFiles().dependencyLine(modname)
    return line?.slice(0, line.indexOf(':')) === relpath
  })
  if (indexed.length === 0) return []
  const config = configOfRoot(kernel)
  const isDecided = indexed.some(
    ({ copy, winner }) => copyVerdict(copy, winner, moduleDir, config).rule !== 'order',
  )
  if (!isDecided) return []
  return DEFAULT_CONFIG_PATHS.map((path) => `${root}${path}`)
    .filter((path) => host.exists(path))
    .map(fromByteString)
}

/** What depmod reads on the machine of this root. */
function configOfRoot({ place: { host, root, release } }: Kernel): DepmodConfig {
  const below = hostBelow(host, root === '' ? '/' : root)
  const paths = DEFAULT_CONFIG_PATHS.filter((path) => below.exists(path))
  return loadDepmodConfig(Object.assign(Object.create(host), below), { release, paths }, () => {})
}
