/** The picture: boxes in layers, users above what they need; pan, zoom, and what is near a box. */
import cytoscape, { type Core, type ElementDefinition, type StylesheetJson } from 'cytoscape'
import type { Layout, Point } from './graph-layout.ts'
import { formatSvg, type SvgBox } from './graph-svg.ts'
import type { Box, Line, View } from './graph-view.ts'
import { startLayout } from './start-layout.ts'

export interface PictureEvents {
  /** A box, or nothing, was clicked. */
  box(id: string | undefined): void
  /** A box was clicked twice. */
  open(id: string): void
  line(line: Line): void
  /** For those who wait. */
  status(text: string): void
}

const FONT_SIZE = 13
const CHAR_WIDTH = 7.9
const HEIGHT = 32

const sized = (box: Box): SvgBox => ({ ...box, width: box.label.length * CHAR_WIDTH + 26, height: HEIGHT })

export class Picture {
  readonly #container: HTMLElement
  readonly #cy: Core
  readonly #events: PictureEvents
  #drawn: { readonly view: View; readonly layout: Layout } | undefined

  constructor(container: HTMLElement, events: PictureEvents) {
    this.#container = container
    this.#events = events
    const style = (): StylesheetJson => styles(getComputedStyle(document.documentElement))
    this.#cy = cytoscape({ container, style: style(), minZoom: 0.02, maxZoom: 4, boxSelectionEnabled: false })
    this.#cy.on('tap', 'node', ({ target }) => events.box(target.id()))
    this.#cy.on('dbltap', 'node', ({ target }) => events.open(target.id()))
    this.#cy.on('tap', 'edge', ({ target }) => {
      this.#cy.elements().removeClass('near far chosen')
      target.addClass('chosen near')
      const line = this.#drawn?.view.lines.find(({ id }) => id === target.id())
      if (line) events.line(line)
    })
    this.#cy.on('tap', (event) => {
      if (event.target === this.#cy) events.box(undefined)
    })
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#cy.style(style()))
  }

  /** Lays out and draws; the boxes that were there stay until the new ones have their places. */
  async draw(view: View): Promise<void> {
    const boxes = view.boxes.map(sized)
    const waiting = `Laying out ${boxes.length} boxes and ${view.lines.length} lines`
    this.#events.status(`${waiting} ...`)
    const request = {
      boxes: boxes.map(({ id, width, height }) => ({ id, width, height })),
      lines: view.lines.map(({ id, from, to }) => ({ id, from, to })),
      aspect: this.#container.clientWidth / this.#container.clientHeight,
    }
    const layout = await startLayout(request, (done, total) =>
      this.#events.status(`${waiting}: ${done} of ${total}`),
    )
    this.#drawn = { view, layout }
    this.#cy.batch(() => {
      this.#cy.elements().remove()
      this.#cy.add([
        ...boxes.map((box) => boxElement(box, layout)),
        ...view.lines.map((line) => lineElement(line, layout)),
      ])
    })
    this.#cy.fit(undefined, 40)
    this.#events.status('')
    this.#container.dataset.drawn = String(boxes.length)
  }

  /** Shows a box and its neighbours, and dims the rest; undefined shows all alike. */
  select(id: string | undefined): void {
    this.#cy.elements().removeClass('near far chosen')
    if (id === undefined) return
    const chosen = this.#cy.getElementById(id)
    if (chosen.empty()) return
    const near = chosen.closedNeighborhood()
    this.#cy.elements().difference(near).addClass('far')
    near.addClass('near')
    chosen.addClass('chosen')
  }

  /** Marks boxes; none marks nothing. */
  mark(ids: readonly string[]): void {
    this.#cy.nodes().removeClass('marked')
    for (const id of ids) this.#cy.getElementById(id).addClass('marked')
  }

  /** Brings a box to the middle. */
  show(id: string): void {
    const box = this.#cy.getElementById(id)
    if (box.nonempty())
      this.#cy.animate({ center: { eles: box }, zoom: Math.max(this.#cy.zoom(), 0.9), duration: 200 })
  }

  fit(): void {
    this.#cy.animate({ fit: { eles: this.#cy.elements(), padding: 40 }, duration: 200 })
  }

  zoom(factor: number): void {
    const [x, y] = [this.#cy.width() / 2, this.#cy.height() / 2]
    this.#cy.zoom({ level: this.#cy.zoom() * factor, renderedPosition: { x, y } })
  }

  svg(): string {
    if (this.#drawn === undefined) return ''
    const { view, layout } = this.#drawn
    return formatSvg(view.boxes.map(sized), view.lines, layout)
  }
}

function boxElement({ id, label, classes, width }: SvgBox, { places }: Layout): ElementDefinition {
  const { x, y } = places.get(id) ?? { x: 0, y: 0 }
  return { data: { id, label, width }, classes, position: { x, y } }
}

function lineElement({ id, from, to, classes, edges }: Line, { places, bends }: Layout): ElementDefinition {
  const symbols = edges.reduce((sum, edge) => sum + edge.symbols.length, 0)
  const weight = Math.min(4, 1 + Math.log10(symbols || 1))
  const way = bendsBetween(places.get(from), places.get(to), bends.get(id) ?? [])
  const shape = way === undefined ? 'straight' : 'bent'
  return { data: { id, source: from, target: to, weight, ...way }, classes: `${classes} ${shape}` }
}

/** Bends as cytoscape has them: how far along the straight line, and how far beside it. */
function bendsBetween(
  from: Point | undefined,
  to: Point | undefined,
  bends: readonly Point[],
): { readonly weights: number[]; readonly distances: number[] } | undefined {
  if (from === undefined || to === undefined || bends.length === 0) return undefined
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const length = Math.hypot(dx, dy)
  if (length === 0) return undefined
  const weights = bends.map(({ x, y }) => ((x - from.x) * dx + (y - from.y) * dy) / length ** 2)
  const distances = bends.map(({ x, y }) => ((y - from.y) * dx - (x - from.x) * dy) / -length)
  return { weights, distances: distances.map((distance) => -distance) }
}

/** Colours come from the page, light or dark. */
function styles(page: CSSStyleDeclaration): StylesheetJson {
  const colour = (name: string): string => page.getPropertyValue(`--${name}`).trim()
  return [
    {
      selector: 'node',
      style: {
        shape: 'round-rectangle',
        width: 'data(width)',
        height: HEIGHT,
        label: 'data(label)',
        'text-valign': 'center',
        'font-size': FONT_SIZE,
        'font-family': 'ui-monospace, DejaVu Sans Mono, monospace',
        'background-color': colour('module'),
        color: colour('text'),
        'border-width': 1,
        'border-color': colour('module-line'),
      },
    },
    {
      selector: 'node.requested',
      style: {
        'background-color': colour('requested'),
        'border-color': colour('requested-line'),
        color: colour('on-requested'),
        'font-weight': 'bold',
      },
    },
    {
      selector: 'node.directory',
      style: { shape: 'rectangle', 'background-color': colour('ground'), 'border-width': 2 },
    },
    { selector: 'node.has-requested', style: { 'border-color': colour('requested') } },
    {
      selector: 'node.builtin',
      style: {
        'background-color': colour('panel'),
        'border-style': 'dashed',
        'border-color': colour('builtin-line'),
      },
    },
    {
      selector: 'node.missing',
      style: { 'background-color': colour('panel'), 'border-color': colour('bad'), color: colour('bad') },
    },
    {
      selector: 'edge',
      style: {
        width: 'data(weight)',
        'target-arrow-shape': 'triangle',
        'arrow-scale': 0.9,
        'line-color': colour('edge'),
        'target-arrow-color': colour('edge'),
      },
    },
    { selector: 'edge.straight', style: { 'curve-style': 'bezier' } },
    {
      selector: 'edge.bent',
      style: {
        'curve-style': 'round-segments',
        'segment-distances': 'data(distances)',
        'segment-weights': 'data(weights)',
        'edge-distances': 'node-position',
      },
    },
    { selector: 'edge.softdep-pre, edge.softdep-post', style: { 'line-style': 'dashed' } },
    { selector: 'edge.weakdep', style: { 'line-style': 'dotted' } },
    { selector: '.far', style: { opacity: 0.18 } },
    {
      selector: 'edge.near',
      style: { 'line-color': colour('accent'), 'target-arrow-color': colour('accent') },
    },
    { selector: 'edge.chosen', style: { width: 5 } },
    { selector: 'node.chosen, node.marked', style: { 'border-width': 4, 'border-color': colour('accent') } },
  ]
}
