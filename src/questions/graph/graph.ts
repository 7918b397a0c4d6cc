/** The closure of some modules as a graph: who needs whom, and by which symbols. */
import { type OptionNames, refuseUnknownOptions } from '../../base/known-options.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import { type ClosureOptions, closure } from '../closure/closure.ts'
import type { ClosureResult } from '../closure/closure-result.ts'
import type { ClosureReason } from '../closure/load-order.ts'
import { inKernelOrder } from '../kernel-order.ts'
import { softAndWeakEdges, symbolEdges, type WhyEdge } from '../why/why-edges.ts'

export type GraphOptions = Pick<ClosureOptions, 'names' | 'allowMissing' | 'firmware'>

export interface GraphNode {
  readonly modname: string
  /** `missing`: what was asked for and is not known. */
  readonly kind: 'module' | 'builtin' | 'missing'
  readonly reason: ClosureReason
  /** Below the module directory; modules only, as is all that follows. */
  readonly path?: string
  /** Bytes on disk. */
  readonly size?: number
  /** Firmware that it asks for, and the bytes of all files for it; none where there is no file. */
  readonly firmware: readonly { readonly name: string; readonly size?: number }[]
}

export interface GraphResult {
  /** Modules in load order, then what is built in, then what is missing. */
  readonly nodes: readonly GraphNode[]
  /** Between nodes; by symbols first. */
  readonly edges: readonly WhyEdge[]
  readonly closure: ClosureResult
}

const GRAPH_OPTIONS: OptionNames<GraphOptions> = { names: true, allowMissing: true, firmware: true }

/**
 * Makes a graph of some modules and everything they need: nodes with sizes and firmware, and edges with their symbols.
 *
 * @example
 * const found = await graph(kernel, { names: ['dm-crypt'] })
 * console.log(formatDot(found))
 * @throws KmodError KMOD_CYCLE if there are no fresh indexes and none can be made
 */
export async function graph(kernel: Kernel, options: GraphOptions): Promise<GraphResult> {
  refuseUnknownOptions<GraphOptions>('graph()', options, GRAPH_OPTIONS)
  const found = await closure(kernel, options)
  const nodes = nodesOf(found)
  const known = new Set(nodes.map(({ modname }) => modname))
  const names = await kernel.names()
  const facts = await kernel.factsOf(inKernelOrder(kernel, found.modules))
  const edges = found.modules.flatMap(({ modname }) => [
    ...symbolEdges(facts, modname),
    ...softAndWeakEdges(names, modname),
  ])
  return { nodes, edges: edges.filter(({ to }) => known.has(to)), closure: found }
}

function nodesOf({ modules, builtins, missing, firmware }: ClosureResult): GraphNode[] {
  const firmwareOf = (modname: string): GraphNode['firmware'] =>
    firmware
      .filter((file) => file.for.includes(modname))
      .map(({ name, files }) => ({
        name,
        ...(files.length > 0 && { size: files.reduce((sum, { size }) => sum + size, 0) }),
      }))
  return [
    ...modules.map(({ modname, reason, relpath, size }) => ({
      modname,
      kind: 'module' as const,
      reason,
      path: relpath,
      ...(size !== undefined && { size }),
      firmware: firmwareOf(modname),
    })),
    ...builtins.map(({ modname, reason }) => ({ modname, kind: 'builtin' as const, reason, firmware: [] })),
    ...missing
      .filter(({ kind }) => kind === 'name' || kind === 'provider')
      .map(({ name }) => ({
        modname: name,
        kind: 'missing' as const,
        reason: 'requested' as const,
        firmware: [],
      })),
  ]
}
