/**
 * Index files of a layer that hide those of a layer below: what happens when a system extension or an overlay of modules
 * brings the indexes of its own modules only.
 */
import { OUTPUT_NAMES } from '../../indexes/outputs.ts'
import type { KernelLocation } from '../../kernel/kernel-location.ts'
import { type CheckFinding, finding } from './check-findings.ts'

/**
 * @param findings of the indexes: those that were made for all layers together differ from nothing, and hide the others
 * rightly
 */
export function checkLayers(
  { host, moduleDir }: KernelLocation,
  findings: readonly CheckFinding[],
): CheckFinding[] {
  const wrong = new Set(findings.flatMap((one) => (one.kind === 'index-differs' ? [one.name] : [])))
  const byLayers = new Map<string, { layer: string; hidden: string; names: string[] }>()
  for (const name of OUTPUT_NAMES) {
    const [layer, hidden] = host.layersOf?.(`${moduleDir}/${name}`) ?? []
    if (layer === undefined || hidden === undefined || !wrong.has(name)) continue
    const key = `${layer}\0${hidden}`
    const known = byLayers.get(key) ?? { layer, hidden, names: [] }
    known.names.push(name)
    byLayers.set(key, known)
  }
  return [...byLayers.values()].map((fields) => finding('index-hides', 'error', fields))
}
