/** Which modules may use an exported symbol: the restrictions that two kernels put on it. */
import type { KernelExport } from '../../loadability/kernel-view.ts'
import type { DiffEntry, DiffSection } from './diff-entries.ts'

/** By symbol: who may use it. */
export type AccessListing = ReadonlyMap<string, Pick<KernelExport, 'gplOnly' | 'namespace'>>

/**
 * Symbols of both sides. `lost`: GPL-only now, or in another namespace, so that a module that used it is refused;
 * `gained`: a restriction is gone. What one side does not say about a symbol is not compared.
 */
export function compareAccess(before: AccessListing, after: AccessListing): DiffSection {
  const lost: DiffEntry[] = []
  const gained: DiffEntry[] = []
  for (const [name, one] of before) {
    const other = after.get(name)
    if (other === undefined) continue
    const licence = known(one.gplOnly, other.gplOnly)
    const namespace = known(one.namespace, other.namespace)
    if (!licence.differs && !namespace.differs) continue
    const isLoss =
      (licence.differs && other.gplOnly === true) || (namespace.differs && other.namespace !== '')
    const entry = { name, before: accessText(one), after: accessText(other) }
    if (isLoss) lost.push(entry)
    else gained.push(entry)
  }
  const byName = (a: DiffEntry, b: DiffEntry): number => (a.name < b.name ? -1 : 1)
  return { lost: lost.sort(byName), gained: gained.sort(byName), changed: [] }
}

const known = <T>(before: T | undefined, after: T | undefined): { readonly differs: boolean } => ({
  differs: before !== undefined && after !== undefined && before !== after,
})

function accessText({ gplOnly, namespace = '' }: Pick<KernelExport, 'gplOnly' | 'namespace'>): string {
  const parts = [...(gplOnly ? ['GPL-only'] : []), ...(namespace === '' ? [] : [`namespace ${namespace}`])]
  return parts.length === 0 ? 'any module' : parts.join(', ')
}
