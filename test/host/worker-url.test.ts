import { expect, it } from 'vitest'
import { workerUrlBeside } from '../../src/host/worker-url.ts'

it.each([
  ['file:///p/dist/extract/extract-threads.js', 'file:///p/dist/extract/worker.js'],
  ['file:///p/src/extract/extract-threads.ts', 'file:///p/src/extract/worker.js'],
  ['file:///p/dist/commands/tsdepmod.cjs', 'file:///p/dist/commands/worker.js'],
  ['file:///app/dist/bundle.js', undefined],
  ['file:///app/extract/index.js', undefined],
  [undefined, undefined],
])('beside %s: %s', (own, worker) => {
  expect(workerUrlBeside('./worker.js', own)?.href).toBe(worker)
})
