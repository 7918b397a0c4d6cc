import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { isKmodError } from '../../src/base/errors.ts'
import { type ReadModinfoOptions, readModinfo } from '../../src/extract/read-modinfo.ts'
import type { Host } from '../../src/host/host.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { writeModules } from '../extract/module-files.ts'
import { tempTree } from '../support/temp-tree.ts'

const BUILT = new URL('../../dist/', import.meta.url)
const workerUrl = new URL('extract/worker.js', BUILT)
/** 49 batches, of which the last is not full. */
const files = writeModules(390)
afterAll(() => files.remove())

/** The paths that the main thread reads. */
function countingHost(): { readonly host: Host; readonly read: string[] } {
  const read: string[] = []
  const host = {
    ...nodeHost,
    openFile(path: string) {
      read.push(path)
      return nodeHost.openFile(path)
    },
  }
  return { host, read }
}

async function contentsOf(options: ReadModinfoOptions): Promise<unknown[]> {
  const contents: unknown[] = []
  for await (const content of readModinfo(files.paths, options))
    contents.push(isKmodError(content) ? [content.code, content.message, content.details.errno] : content)
  return contents
}

/** The built worker, in which something happens before or instead of its answers. */
function workerThat(code: string): URL {
  const path = `${tempTree({ 'worker.mjs': code })}/worker.mjs`
  return pathToFileURL(path)
}
const ANSWERS = `import ${JSON.stringify(workerUrl.href)}\n`
const PORT = "import { parentPort as port } from 'node:worker_threads'\nlet batches = 0\n"

describe('readModinfo()', () => {
  it('gives the same for any number of threads, in the order of the paths', async () => {
    const alone = countingHost()
    const expected = await contentsOf({ host: alone.host, jobs: 1 })
    expect(expected).toHaveLength(files.paths.length)
    expect(expected.flatMap((content, i) => (Array.isArray(content) ? [[i, content[0]]] : []))).toEqual(
      files.failures,
    )
    expect(alone.read).toEqual(files.paths)
    for (const jobs of [2, 3, 999])
      expect(await contentsOf({ host: nodeHost, jobs, workerUrl })).toEqual(expected)
  })

  it('has workers read some of it, and nothing twice', async () => {
    const { host, read } = countingHost()
    await contentsOf({ host, jobs: 2, workerUrl })
    expect(new Set(read).size).toBe(read.length)
    expect(read.length).toBeLessThan(files.paths.length)
  })

  it.each([
    ['at once', 'process.exit(1)'],
    ['over its first batch', `${PORT}port.on('message', () => process.exit(1))`],
    [
      'over its third batch',
      `${ANSWERS}${PORT}port.on('message', () => { if (++batches === 3) process.exit(1) })`,
    ],
    ['of an error', `${PORT}port.on('message', () => { throw new Error('dead') })`],
  ])('reads itself what a worker was to read that died %s', async (_, code) => {
    const expected = await contentsOf({ host: nodeHost, jobs: 1 })
    expect(await contentsOf({ host: nodeHost, jobs: 3, workerUrl: workerThat(code) })).toEqual(expected)
  })

  it('stops the threads when nobody wants the rest', async () => {
    for await (const content of readModinfo(files.paths, { host: nodeHost, jobs: 2, workerUrl })) {
      expect(content).toHaveProperty('fields')
      break
    }
    const threads = process.getActiveResourcesInfo().filter((name) => name === 'Worker')
    expect(threads).toEqual([])
  })

  it('gives nothing of nothing', async () => {
    const contents = readModinfo([], { host: nodeHost, jobs: 4, workerUrl })
    expect(await contents.next()).toEqual({ done: true, value: undefined })
  })

  it('lets a mistake of ours through', async () => {
    const host = {
      ...nodeHost,
      openFile(): never {
        throw new TypeError('a bug')
      },
    }
    await expect(readModinfo(['/a.ko'], { host, jobs: 1 }).next()).rejects.toThrow(TypeError)
  })
})
