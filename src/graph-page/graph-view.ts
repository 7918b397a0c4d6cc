/**
 * Which boxes and lines are drawn: modules, or directories of modules where there are too many to be read. What has
 * no edge is left out of a large graph, and counted.
 */
import type { GraphData, PageEdge, PageNode } from './graph-data.ts'

/** More boxes than this cannot be read on a screen: a larger graph begins with its directories. */
export const MOST_BOXES = 80
/** Directories that a large graph begins with, at most. */
const MOST_DIRECTORIES = 40
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

export interface Directories {
  /** By modname: the directory that a large graph begins with. */
  readonly first: ReadonlyMap<string, string>
  /** By modname: the directory of the file, without what all have in common. */
  readonly full: ReadonlyMap<string, string>
  /** Modules in and below each directory. */
  readonly sizes: ReadonlyMap<string, number>
}

/** The directories of the files; the first ones are cut at a depth that leaves few enough of them to be read. */
export function directoriesOf(nodes: readonly PageNode[]): Directories {
  const parts = nodes.map((node) => [node, partsOf(node)] as const)
  const prefix = commonPrefix(parts.flatMap(([, path]) => (path === undefined ? [] : [path])))
  const at = (depth: number): Map<string, string> =>
    new Map(
      parts.map(([{ modname, kind }, path]) => [
        modname,
        path === undefined ? NO_FILE[kind] : path.slice(prefix, prefix + depth).join('/') || '.',
      ]),
    )
  let depth = 1
  for (const [, path] of parts) depth = Math.max(depth, (path?.length ?? 0) - prefix)
  const full = at(depth)
  let first = full
  while (depth > 1 && new Set(first.values()).size > MOST_DIRECTORIES) first = at(--depth)
  const sizes = new Map<string, number>()
  for (const directory of full.values())
    for (const [i] of directory.split('/').entries()) {
      const above = directory.split('/', i + 1).join('/')
      sizes.set(above, (sizes.get(above) ?? 0) + 1)
    }
  return { first, full, sizes }
}

/** The next directory on the way from one to a directory below it. */
function oneDeeper(directory: string, full: string): string | undefined {
  if (!full.startsWith(`${directory}/`)) return undefined
  return full.split('/', directory.split('/').length + 1).join('/')
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
  { first, full, sizes }: Directories,
  open: ReadonlySet<string> | undefined,
): View {
  const touched = new Set(edges.flatMap(({ from, to }) => [from, to]))
  const isDrawn = ({ modname }: PageNode): boolean => nodes.length <= SMALL || touched.has(modname)
  const drawn = nodes.filter(isDrawn)
  // An open directory of many modules is drawn as the directories in it.
  const boxOf = (modname: string): string => {
    let directory = first.get(modname)
    while (directory !== undefined && open !== undefined) {
      if (!open.has(directory)) return DIRECTORY + directory
      const isLarge = (sizes.get(directory) ?? 0) > MOST_BOXES
      directory = isLarge ? oneDeeper(directory, full.get(modname) ?? '') : undefined
    }
    return modname
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
