import { expect, it } from 'vitest'
import { formatSvg } from '../../src/graph-page/graph-svg.ts'

it('has a box and its name for each module, and lines that end at the boxes', () => {
  const box = (id: string) => ({ id, label: `<${id}>`, classes: 'module', width: 80, height: 32 })
  const line = { id: 'l', from: 'a', to: 'b', classes: 'symbols', edges: [] }
  const places = new Map([
    ['a', { x: 40, y: 16 }],
    ['b', { x: 40, y: 116 }],
  ])
  const svg = formatSvg([box('a'), box('b')], [line], { places, bends: new Map(), width: 80, height: 132 })
  expect(svg.match(/<rect /g)).toHaveLength(2)
  expect(svg).toContain('&#60;a&#62;')
  expect(svg).toContain('d="M40.0 32.0L40.0 100.0"')
  expect(svg).toContain('viewBox="-20 -20 120 172"')
})
