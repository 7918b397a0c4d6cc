/**
 * Which boxes and lines are drawn: modules, or directories of modules where there are too many to be read. What has
 * no edge is left out of a large graph, and counted.
 */
import type { GraphData, PageEdge, PageNode } from './graph-data.ts'

/** More boxes than this cannot be read on a screen: a larger graph begins with its directories. */
export const MOST_BOXES = 80
/** Modules without an edge are drawn in graphs up to this size. */
const SMALL = 20

export interface Box {
  /** A modname, or `dir:` and a directory. */
  readonly id: string
  readonly label: string
  /** Names for the style sheet. */
  readonly classes: string
  /** Of a directory. */
  readonly members?: readonly string[]
}

export interface Line {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly classes: string
  /** The dependencies that the line stands for. */
  readonly edges: readonly PageEdge[]
}

export interface View {
  readonly boxes: readonly Box[]
  readonly lines: readonly Line[]
  /** Modnames that have no edge and are not drawn. */
  readonly leftOut: readonly string[]
}

export const DIRECTORY = 'dir:'

/** By modname: the directory, shortened from its end until there are few enough of them to be read. */
export function directoriesOf(nodes: readonly PageNode[]): ReadonlyMap<string, string> {
  const full = new Map(nodes.map((node) => [node.modname, partsOf(node)]))
  const prefix = commonPrefix([...full.values()].filter((parts) => parts !== undefined))
  const at = (depth: number): ReadonlyMap<string, string> =>
    new Map(
      nodes.map(({ modname, kind }) => {
        const parts = full.get(modname)?.slice(prefix)
        return [modname, parts === undefined ? NO_FILE[kind] : parts.slice(0, depth).join('/') || '.']
      }),
    )
  let depth = 1
  for (const parts of full.values()) depth = Math.max(depth, (parts?.length ?? 0) - prefix)
  while (depth > 1 && new Set(at(depth).values()).size > MOST_BOXES) depth--
  return at(Math.max(1, depth))
}

const NO_FILE = { builtin: 'built in', missing: 'missing', module: '.' } as const

const partsOf = ({ path }: PageNode): readonly string[] | undefined => path?.split('/').slice(0, -1)

function commonPrefix(paths: readonly (readonly string[])[]): number {
  const [first] = paths
  if (first === undefined) return 0
  let length = first.length
  for (const parts of paths)
    while (first.slice(0, length).join('/') !== parts.slice(0, length).join('/')) length--
  return length
}

/** @param open directories of which the modules are drawn; `undefined` draws all modules */
export function viewOf(
  { nodes, edges }: GraphData,
  directories: ReadonlyMap<string, string>,
  open: ReadonlySet<string> | undefined,
): View {
  const touched = new Set(edges.flatMap(({ from, to }) => [from, to]))
  const isDrawn = ({ modname }: PageNode): boolean => nodes.length <= SMALL || touched.has(modname)
  const drawn = nodes.filter(isDrawn)
  const boxOf = (modname: string): string => {
    const directory = directories.get(modname) ?? '.'
    return open === undefined || open.has(directory) ? modname : DIRECTORY + directory
  }
  const members = new Map<string, PageNode[]>()
  for (const node of drawn)
    members.set(boxOf(node.modname), [...(members.get(boxOf(node.modname)) ?? []), node])
  const boxes = [...members].map(([id, inside]) => boxFor(id, inside))
  return { boxes, lines: linesOf(edges, boxOf), leftOut: nodes.filter((node) => !isDrawn(node)).map(nameOf) }
}

const nameOf = ({ modname }: PageNode): string => modname

function boxFor(id: string, inside: readonly PageNode[]): Box {
  const [first] = inside
  if (!id.startsWith(DIRECTORY) || first === undefined)
    return { id, label: id, classes: `${first?.kind ?? 'module'} ${first?.reason ?? ''}` }
  const wanted = inside.some(({ reason }) => reason === 'requested') ? ' has-requested' : ''
  const label = `${id.slice(DIRECTORY.length)} (${inside.length})`
  return { id, label, classes: `directory${wanted}`, members: inside.map(nameOf) }
}

/** One line for all dependencies between two boxes; none within a directory. */
function linesOf(edges: readonly PageEdge[], boxOf: (modname: string) => string): Line[] {
  const lines = new Map<string, PageEdge[]>()
  for (const edge of edges) {
    const [from, to] = [boxOf(edge.from), boxOf(edge.to)]
    const isPlain = from === edge.from && to === edge.to
    if (from === to && !isPlain) continue
    const key = JSON.stringify([from, to, isPlain ? edge.kind : 'symbols'])
    const known = lines.get(key)
    if (known) known.push(edge)
    else lines.set(key, [edge])
  }
  return [...lines].map(([key, some], i) => {
    const [from, to, kind] = JSON.parse(key) as [string, string, string]
    return { id: `line ${i}`, from, to, classes: kind, edges: some }
  })
}
