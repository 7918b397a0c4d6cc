/** The picture as SVG, to be stored and printed. */
import type { Layout, Point } from './graph-layout.ts'
import type { Line } from './graph-view.ts'

export interface SvgBox {
  readonly id: string
  readonly label: string
  readonly classes: string
  readonly width: number
  readonly height: number
}

const COLOURS =
  '.b{fill:#e3ecf8;stroke:#8eabd0}.requested{fill:#1f5fae}.t-requested{fill:#fff}.builtin{fill:#fff;stroke-dasharray:4}.missing{fill:#fff;stroke:#c22f2f}.directory{fill:#fff}.e{fill:none;stroke:#8894a3}.weakdep{stroke-dasharray:2}.softdep-pre,.softdep-post{stroke-dasharray:6}text{font:13px monospace;text-anchor:middle;dominant-baseline:central}'

export function formatSvg(boxes: readonly SvgBox[], lines: readonly Line[], layout: Layout): string {
  const place = (id: string): Point => layout.places.get(id) ?? { x: 0, y: 0 }
  const sizes = new Map(boxes.map((box) => [box.id, box]))
  const drawnLines = lines.map(({ id, from, to, classes }) => {
    const way = [place(from), ...(layout.bends.get(id) ?? []), place(to)]
    const last = way.length - 1
    way[0] = edgeOf(sizes.get(from), way[0] ?? place(from), way[1] ?? place(to))
    way[last] = edgeOf(sizes.get(to), way[last] ?? place(to), way[last - 1] ?? place(from))
    const path = way.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')
    return `<path class="e ${classes}" d="${path}" marker-end="url(#a)"/>`
  })
  const drawnBoxes = boxes.map(({ id, label, classes, width, height }) => {
    const { x, y } = place(id)
    const text = classes.includes('requested') && !classes.includes('directory') ? ' class="t-requested"' : ''
    return `<rect class="b ${escaped(classes)}" x="${(x - width / 2).toFixed(1)}" y="${(y - height / 2).toFixed(1)}" width="${width.toFixed(1)}" height="${height}" rx="5"/><text${text} x="${x.toFixed(1)}" y="${y.toFixed(1)}">${escaped(label)}</text>`
  })
  const [w, h] = [Math.ceil(layout.width) + 40, Math.ceil(layout.height) + 40]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-20 -20 ${w} ${h}" width="${w}" height="${h}"><style>${COLOURS}</style><defs><marker id="a" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L10 5L0 10z" fill="#8894a3"/></marker></defs>${drawnLines.join('')}${drawnBoxes.join('')}</svg>`
}

/** Where a line that goes from the middle of a box towards `next` leaves the box. */
function edgeOf(box: SvgBox | undefined, from: Point, next: Point): Point {
  if (box === undefined) return from
  const [dx, dy] = [next.x - from.x, next.y - from.y]
  const scale = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : box.width / 2 / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : box.height / 2 / Math.abs(dy),
  )
  return Number.isFinite(scale)
    ? { x: from.x + dx * Math.min(1, scale), y: from.y + dy * Math.min(1, scale) }
    : from
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)
