import { expect, it } from 'vitest'
import { layOut } from '../../src/graph-page/graph-layout.ts'

const box = (id: string) => ({ id, width: 80, height: 32 })
const line = (from: string, to: string) => ({ id: `${from} ${to}`, from, to })

it('puts users above what they need, and bends long lines around the layers between', () => {
  const lines = [line('a', 'b'), line('b', 'c'), line('a', 'c')]
  const { places, bends } = layOut({ boxes: ['a', 'b', 'c'].map(box), lines, aspect: 0.1 }, () => {})
  const [a = 0, b = 0, c = 0] = ['a', 'b', 'c'].map((id) => places.get(id)?.y)
  expect(a < b && b < c).toBe(true)
  expect(bends.get('a c')?.length).toBeGreaterThan(1)
})

it('lays out a wide window from left to right, and says how far it is', () => {
  const steps: string[] = []
  const lines = [line('a', 'b'), line('b', 'c'), line('c', 'd'), line('d', 'e'), line('e', 'f')]
  const boxes = ['a', 'b', 'c', 'd', 'e', 'f'].map(box)
  const { width, height } = layOut({ boxes, lines, aspect: 4 }, (done, total) =>
    steps.push(`${done}/${total}`),
  )
  expect(width).toBeGreaterThan(height)
  expect(steps).toEqual(['1/2', '2/2'])
})

it('lays out circles', () => {
  const { places } = layOut(
    { boxes: ['a', 'b'].map(box), lines: [line('a', 'b'), line('b', 'a')], aspect: 1 },
    () => {},
  )
  expect(places.size).toBe(2)
})
