/** A graph in the languages of graphs. Byte strings in, byte strings out: the text is UTF-8 where names are. */

import type { EdgeKind, WhyEdge } from '../why/why-edges.ts'
import type { GraphNode, GraphResult } from './graph.ts'

const EDGE_STYLES: Readonly<Record<EdgeKind, 'solid' | 'dashed' | 'dotted'>> = {
  symbols: 'solid',
  'softdep-pre': 'dashed',
  'softdep-post': 'dashed',
  weakdep: 'dotted',
}

/** For Graphviz: the label of an edge is the number of symbols, its tooltip their names. */
export function formatDot({ nodes, edges }: Pick<GraphResult, 'nodes' | 'edges'>): string {
  return [
    'digraph modules {',
    '  node [shape=box, style=rounded, fontname="sans-serif"]',
    '  edge [fontname="sans-serif", fontsize=10]',
    ...nodes.map((node) => `  ${quoted(node.modname)} [${dotAttributes(node)}]`),
    ...edges.map(
      (edge) =>
        `  ${quoted(edge.from)} -> ${quoted(edge.to)} [style=${EDGE_STYLES[edge.kind]}, label=${quoted(labelOf(edge))}, tooltip=${quoted(edge.symbols.join('\n'))}]`,
    ),
    '}',
    '',
  ].join('\n')
}

function dotAttributes({ kind, reason, size }: GraphNode): string {
  const attributes = [
    ...(kind === 'builtin' ? ['style="rounded,dashed"'] : []),
    ...(kind === 'missing' ? ['color=red', 'fontcolor=red'] : []),
    ...(reason === 'requested' ? ['penwidth=2'] : []),
    ...(size === undefined ? [`tooltip=${quoted(kind)}`] : [`tooltip=${quoted(`${size} bytes`)}`]),
  ]
  return attributes.join(', ')
}

const quoted = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`

const labelOf = ({ kind, symbols }: WhyEdge): string =>
  kind === 'symbols' ? String(symbols.length) : kind.replace('-', ' ')

/** For Markdown of code hosts. Nodes have numbers, as names may be words of the language. */
export function formatMermaid({ nodes, edges }: Pick<GraphResult, 'nodes' | 'edges'>): string {
  const ids = new Map(nodes.map(({ modname }, i) => [modname, `m${i}`]))
  const idsOf = (test: (node: GraphNode) => boolean): string[] =>
    nodes.filter(test).map(({ modname }) => ids.get(modname) ?? '')
  return [
    'flowchart TD',
    ...nodes.map(({ modname }) => `  ${ids.get(modname)}["${mermaidText(modname)}"]`),
    ...edges.map(
      (edge) =>
        `  ${ids.get(edge.from)} ${ARROWS[EDGE_STYLES[edge.kind]]}|${labelOf(edge)}| ${ids.get(edge.to)}`,
    ),
    ...CLASSES.flatMap(([name, style, test]) => {
      const members = idsOf(test)
      return members.length > 0 ? [`  classDef ${name} ${style}`, `  class ${members.join(',')} ${name}`] : []
    }),
    '',
  ].join('\n')
}

const ARROWS = { solid: '-->', dashed: '-.->', dotted: '-.->' } as const

const CLASSES: readonly (readonly [name: string, style: string, test: (node: GraphNode) => boolean])[] = [
  ['requested', 'stroke-width:3px', ({ reason }) => reason === 'requested'],
  ['builtin', 'stroke-dasharray:4', ({ kind }) => kind === 'builtin'],
  ['missing', 'color:red', ({ kind }) => kind === 'missing'],
]

const mermaidText = (text: string): string => text.replace(/["#<>&]/g, (c) => `#${c.charCodeAt(0)};`)
