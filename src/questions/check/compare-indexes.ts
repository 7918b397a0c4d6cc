/** Compares the indexes of a kernel with what depmod would write for its modules now. */
import { byteString } from '../../base/bytes.ts'
import { isKmodError } from '../../base/errors.ts'
import { toByteString } from '../../base/names.ts'
import { OUTPUT_NAMES } from '../../indexes/outputs.ts'
import type { KernelFacts } from '../../kernel/kernel-facts.ts'
import { makeIndexes } from '../../kernel/made-indexes.ts'
import type { KernelModule, ModuleCopy } from '../../kernel/module-copies.ts'
import { readBeside } from '../../kernel/module-dir-files.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import { type CheckFinding, finding } from './check-findings.ts'
import { checkIndexes } from './check-indexes.ts'
import { checkLayers } from './check-layers.ts'

export function compareIndexes(
  { place, copies }: Kernel,
  facts: KernelFacts<KernelModule>,
): { readonly findings: readonly CheckFinding[]; readonly wereCompared: boolean } {
  const there = new Map(
    OUTPUT_NAMES.flatMap((name) => {
      const bytes = readBeside(place, name)
      return bytes ? [[name, place.isFlat ? withoutDirectories(name, bytes) : bytes] as const] : []
    }),
  )
  try {
    const { files: all } = makeIndexes(place, facts, () => {})
    const files = place.isFlat
      ? new Map([...all].filter(([name, bytes]) => READ_ON_ANDROID.has(name) && saysSomething(bytes)))
      : all
    const findings = checkIndexes(there, files)
    const stale = staleIndexes(place, copies().modules, findings)
    return { findings: [...findings, ...checkLayers(place, findings), ...stale], wereCompared: true }
  } catch (error) {
    if (!isKmodError(error)) throw error
    const { code: cause } = error
    const message = toByteString(error.message)
    const why = cause === 'KMOD_CYCLE' ? [] : [finding('index-impossible', 'error', { cause, message })]
    return { findings: [...why, ...checkIndexes(there, undefined)], wereCompared: false }
  }
}

/** What loads modules from a flat directory reads these, and no binary index. */
const READ_ON_ANDROID: ReadonlySet<string> = new Set(['modules.dep', 'modules.alias', 'modules.softdep'])

/** A text that has more than its comment. */
const saysSomething = (bytes: Uint8Array): boolean => /^[^#\n]/m.test(byteString(bytes))

/** There modules.dep has the paths of the booted system, and the directory of each is this one. */
const withoutDirectories = (name: string, bytes: Uint8Array): Uint8Array =>
  name === 'modules.dep' ? Buffer.from(byteString(bytes).replace(/\/[^\s:]*\//g, ''), 'latin1') : bytes

/** A time alone means little when what the indexes say is still true. */
function staleIndexes(
  { host, moduleDir }: Kernel['place'],
  modules: readonly ModuleCopy[],
  findings: readonly CheckFinding[],
): CheckFinding[] {
  const path = `${moduleDir}/modules.dep.bin`
  if (!host.exists(path)) return []
  const { mtimeNs } = host.status(path)
  const newer = modules.filter((module) => module.mtimeNs !== undefined && module.mtimeNs > mtimeNs)
  if (newer.length === 0) return []
  const paths = newer.map(({ relpath }) => relpath)
  return [finding('index-stale', findings.length === 0 ? 'note' : 'warning', { paths })]
}
