/** Where boxes and lines go: in layers, users above what they need. It runs in a worker, since it can take seconds. */
import { graphlib, layout } from '@dagrejs/dagre'

export interface LayoutRequest {
  readonly boxes: readonly { readonly id: string; readonly width: number; readonly height: number }[]
  readonly lines: readonly { readonly id: string; readonly from: string; readonly to: string }[]
  /** Width by height of the window. */
  readonly aspect: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Layout {
  /** Middles of boxes, by id. */
  readonly places: ReadonlyMap<string, Point>
  /** Bends of lines on their way around boxes, by id. */
  readonly bends: ReadonlyMap<string, readonly Point[]>
  readonly width: number
  readonly height: number
}

/** Larger graphs are laid out in one direction only: each takes long. */
const BOTH_WAYS = 150

/**
 * Downwards or to the right: whichever shows larger boxes in a window of that shape.
 *
 * @param onStep is called after each direction
 */
export function layOut(request: LayoutRequest, onStep: (done: number, total: number) => void): Layout {
  const directions = request.boxes.length > BOTH_WAYS ? (['TB'] as const) : (['TB', 'LR'] as const)
  const [down, right] = directions.map((direction, i) => {
    const made = layOutIn(request, direction)
    onStep(i + 1, directions.length)
    return made
  })
  if (down === undefined) throw new Error('Expected a layout')
  const scale = ({ width, height }: Layout): number => Math.min(request.aspect / width, 1 / height)
  return right !== undefined && scale(right) > 1.15 * scale(down) ? right : down
}

function layOutIn({ boxes, lines }: LayoutRequest, rankdir: 'TB' | 'LR'): Layout {
  const graph = new graphlib.Graph({ multigraph: true })
  graph.setGraph({ rankdir, nodesep: rankdir === 'TB' ? 22 : 14, ranksep: 64, edgesep: 10 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const { id, width, height } of boxes) graph.setNode(id, { width, height })
  for (const { id, from, to } of lines) graph.setEdge(from, to, {}, id)
  layout(graph)
  const { width = 1, height = 1 } = graph.graph() as { width?: number; height?: number }
  const places = new Map(boxes.map(({ id }) => [id, graph.node(id) as Point]))
  const bends = new Map(
    lines.map(({ id, from, to }) => {
      const { points = [] } = graph.edge(from, to, id) as { points?: Point[] }
      return [id, points.slice(1, -1).map(({ x, y }) => ({ x, y }))]
    }),
  )
  return { places, bends, width: Math.max(1, width), height: Math.max(1, height) }
}
