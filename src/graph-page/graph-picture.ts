/** The picture: boxes in layers, users above what they need; pan, zoom, and the neighbourhood of a box. */
import { graphlib, layout } from '@dagrejs/dagre'
import cytoscape, { type Core, type ElementDefinition, type StylesheetJson } from 'cytoscape'
import type { GraphData } from './graph-data.ts'

export interface Picture {
  /** Shows a module and its neighbours, and dims the rest; undefined shows all alike. */
  select(modname: string | undefined): void
  /** Highlights the modules that match; an empty list clears the highlights. */
  mark(modnames: readonly string[]): void
  /** Centres a module. */
  show(modname: string): void
  fit(): void
  zoom(factor: number): void
}

const FONT_SIZE = 13
const CHAR_WIDTH = 7.9

export function drawPicture(
  container: HTMLElement,
  data: GraphData,
  onSelect: (modname: string | undefined) => void,
): Picture {
  const cy = cytoscape({
    container,
    elements: elementsOf(data, container),
    style: styles(getComputedStyle(document.documentElement)),
    layout: { name: 'preset', fit: true, padding: 40 },
    minZoom: 0.05,
    maxZoom: 4,
    boxSelectionEnabled: false,
    autoungrabify: false,
  })
  cy.on('tap', 'node', ({ target }) => onSelect(target.id()))
  cy.on('tap', (event) => {
    if (event.target === cy) onSelect(undefined)
  })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    cy.style(styles(getComputedStyle(document.documentElement)))
  })
  return pictureOf(cy)
}

const pictureOf = (cy: Core): Picture => ({
  select(modname) {
    cy.elements().removeClass('near far chosen')
    if (modname === undefined) return
    const chosen = cy.getElementById(modname)
    const near = chosen.closedNeighborhood()
    cy.elements().difference(near).addClass('far')
    near.addClass('near')
    chosen.addClass('chosen')
  },
  mark(modnames) {
    cy.nodes().removeClass('marked')
    for (const modname of modnames) cy.getElementById(modname).addClass('marked')
  },
  show(modname) {
    const zoom = Math.max(cy.zoom(), 0.9)
    cy.animate({ center: { eles: cy.getElementById(modname) }, zoom, duration: 200 })
  },
  fit() {
    cy.animate({ fit: { eles: cy.elements(), padding: 40 }, duration: 200 })
  },
  zoom(factor) {
    cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } })
  },
})

function elementsOf({ nodes, edges }: GraphData, container: HTMLElement): ElementDefinition[] {
  const places = bestPlaces({ nodes, edges }, container.clientWidth / container.clientHeight)
  return [
    ...nodes.map(({ modname, kind, reason }) => {
      const place = places.get(modname)
      return {
        data: { id: modname, width: place?.width ?? 100 },
        classes: `${kind} ${reason}`,
        position: { x: place?.x ?? 0, y: place?.y ?? 0 },
      }
    }),
    ...edges.map(({ from, to, kind, symbols }, i) => ({
      data: {
        id: `edge ${i}`,
        source: from,
        target: to,
        weight: Math.min(4, 1 + Math.log10(symbols.length || 1)),
      },
      classes: kind,
    })),
  ]
}

interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
}

/** Downwards or to the right: whichever shows larger boxes in a window of that shape. */
function bestPlaces(data: Pick<GraphData, 'nodes' | 'edges'>, aspect: number): ReadonlyMap<string, Place> {
  const [down, right] = (['TB', 'LR'] as const).map((direction) => placesOf(data, direction))
  if (down === undefined || right === undefined) return new Map()
  const scale = ({ width, height }: Layout): number => Math.min(aspect / width, 1 / height)
  return scale(right) > 1.15 * scale(down) ? right.places : down.places
}

interface Layout {
  readonly places: ReadonlyMap<string, Place>
  readonly width: number
  readonly height: number
}

function placesOf({ nodes, edges }: Pick<GraphData, 'nodes' | 'edges'>, rankdir: 'TB' | 'LR'): Layout {
  const graph = new graphlib.Graph({ multigraph: true })
  graph.setGraph({ rankdir, nodesep: rankdir === 'TB' ? 22 : 14, ranksep: 64, edgesep: 10 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const { modname } of nodes)
    graph.setNode(modname, { width: modname.length * CHAR_WIDTH + 26, height: 32 })
  for (const [i, { from, to }] of edges.entries()) graph.setEdge(from, to, {}, String(i))
  layout(graph)
  const { width = 1, height = 1 } = graph.graph() as { width?: number; height?: number }
  const places = new Map(nodes.map(({ modname }) => [modname, graph.node(modname) as Place]))
  return { places, width: Math.max(1, width), height: Math.max(1, height) }
}

/** Colours come from the page, light or dark. */
function styles(page: CSSStyleDeclaration): StylesheetJson {
  const colour = (name: string): string => page.getPropertyValue(`--${name}`).trim()
  return [
    {
      selector: 'node',
      style: {
        ...{ shape: 'round-rectangle', width: 'data(width)', height: 32, label: 'data(id)' },
        ...{
          'text-valign': 'center',
          'font-size': FONT_SIZE,
          'font-family': 'ui-monospace, DejaVu Sans Mono, monospace',
        },
        ...{ 'background-color': colour('module'), color: colour('text'), 'border-width': 1 },
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
        ...{
          width: 'data(weight)',
          'curve-style': 'bezier',
          'target-arrow-shape': 'triangle',
          'arrow-scale': 0.9,
        },
        ...{ 'line-color': colour('edge'), 'target-arrow-color': colour('edge') },
      },
    },
    { selector: 'edge.softdep-pre, edge.softdep-post', style: { 'line-style': 'dashed' } },
    { selector: 'edge.weakdep', style: { 'line-style': 'dotted' } },
    { selector: '.far', style: { opacity: 0.18 } },
    {
      selector: 'edge.near',
      style: { 'line-color': colour('accent'), 'target-arrow-color': colour('accent') },
    },
    { selector: 'node.chosen, node.marked', style: { 'border-width': 4, 'border-color': colour('accent') } },
  ]
}
