import { afterEach, expect, it, vi } from 'vitest'
import { layOut } from '../../src/graph-page/graph-layout.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

it('answers a request with steps, and the layout at the end', async () => {
  const answers: { kind: string; layout?: unknown }[] = []
  const page = Object.assign(new EventTarget(), {
    postMessage: (answer: { kind: string }) => answers.push(answer),
  })
  vi.stubGlobal('self', page)
  await import('../../src/graph-page/layout-worker.ts')
  const request = {
    boxes: ['a', 'b', 'c'].map((id) => ({ id, width: 80, height: 32 })),
    lines: [{ id: 'a b', from: 'a', to: 'b' }],
    aspect: 2,
  }
  page.dispatchEvent(new MessageEvent('message', { data: request }))
  expect(answers.map(({ kind }) => kind)).toEqual(['step', 'step', 'layout'])
  expect(answers.at(-1)?.layout).toEqual(layOut(request, () => {}))
})
