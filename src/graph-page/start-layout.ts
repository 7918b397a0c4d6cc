/** Lays out in a worker, whose script is in the page; a browser that refuses such a worker does it in the page. */
import { type Layout, type LayoutRequest, layOut } from './graph-layout.ts'
import type { LayoutAnswer } from './layout-worker.ts'

/** Put in by build/build-graph-page.ts. */
declare const LAYOUT_WORKER: string

let running: Worker | undefined

/** A layout that is still being made for an earlier request is given up: its promise never settles. */
export function startLayout(
  request: LayoutRequest,
  onStep: (done: number, total: number) => void,
): Promise<Layout> {
  running?.terminate()
  running = undefined
  const here = (): Layout => layOut(request, onStep)
  return new Promise((resolve) => {
    try {
      const url = URL.createObjectURL(new Blob([LAYOUT_WORKER], { type: 'text/javascript' }))
      const worker = new Worker(url)
      running = worker
      worker.addEventListener('message', ({ data }: MessageEvent<LayoutAnswer>) => {
        if (data.kind === 'step') {
          onStep(data.done, data.total)
          return
        }
        worker.terminate()
        URL.revokeObjectURL(url)
        resolve(data.layout)
      })
      worker.addEventListener('error', () => {
        worker.terminate()
        resolve(here())
      })
      worker.postMessage(request)
    } catch {
      resolve(here())
    }
  })
}
