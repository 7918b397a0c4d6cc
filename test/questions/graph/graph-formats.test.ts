import { expect, it } from 'vitest'
import type { GraphNode } from '../../../src/questions/graph/graph.ts'
import { formatDot, formatMermaid } from '../../../src/questions/graph/graph-formats.ts'

const node = (modname: string, more: Partial<GraphNode> = {}): GraphNode => ({
  modname,
  kind: 'module',
  reason: 'dependency',
  firmware: [],
  ...more,
})

const GRAPH = {
  nodes: [
    node('dm_mod', { size: 4096 }),
    node('end', { reason: 'requested' }),
    node('x"<y', { kind: 'missing' }),
  ],
  edges: [
    { from: 'end', to: 'dm_mod', kind: 'symbols', symbols: ['dm_get', 'dm_put'] },
    { from: 'end', to: 'x"<y', kind: 'weakdep', symbols: ['x'] },
  ],
} as const

it('writes DOT', () => {
  expect(formatDot(GRAPH)).toBe(`digraph modules {
  node [shape=box, style=rounded, fontname="sans-serif"]
  edge [fontname="sans-serif", fontsize=10]
  "dm_mod" [tooltip="4096 bytes"]
  "end" [penwidth=2, tooltip="module"]
  "x\\"<y" [color=red, fontcolor=red, tooltip="missing"]
  "end" -> "dm_mod" [style=solid, label="2", tooltip="dm_get\\ndm_put"]
  "end" -> "x\\"<y" [style=dotted, label="weakdep", tooltip="x"]
}
`)
})

it('writes Mermaid, in which names cannot be words of the language', () => {
  expect(formatMermaid(GRAPH)).toBe(`flowchart TD
  m0["dm_mod"]
  m1["end"]
  m2["x#34;#60;y"]
  m1 -->|2| m0
  m1 -.->|weakdep| m2
  classDef requested stroke-width:3px
  class m1 requested
  classDef missing color:red
  class m2 missing
`)
})
