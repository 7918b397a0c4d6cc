/** The closure of some modules as a graph: who needs whom, and by which symbols. */
import type { Kernel } from '../kernel/open-kernel.ts'
import { type ClosureOptions, closure } from './closure.ts'
import type { ClosureResult } from './closure-result.ts'
import { inKernelOrder } from './kernel-order.ts'
import type { ClosureReason } from './load-order.ts'
import { softAndWeakEdges, symbolEdges, type WhyEdge } from './why-edges.ts'

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

/** @throws KmodError KMOD_USAGE for a configuration that is not there */
export async function graph(kernel: Kernel, options: GraphOptions): Promise<GraphResult> {
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
        ...{ modname: name, kind: 'missing' as const, reason: 'requested' as const, firmware: [] },
      })),
  ]
}
