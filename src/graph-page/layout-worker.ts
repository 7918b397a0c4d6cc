/** The worker of the page: a request comes in, steps and the layout go out. */
import { type LayoutRequest, layOut } from './graph-layout.ts'

export type LayoutAnswer =
  | { readonly kind: 'step'; readonly done: number; readonly total: number }
  | { readonly kind: 'layout'; readonly layout: ReturnType<typeof layOut> }

self.addEventListener('message', ({ data }: MessageEvent<LayoutRequest>) => {
  const answer = (message: LayoutAnswer): void => self.postMessage(message)
  answer({ kind: 'layout', layout: layOut(data, (done, total) => answer({ kind: 'step', done, total })) })
})
