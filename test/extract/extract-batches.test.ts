import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, describe, expect, it } from 'vitest'
import { BatchQueue } from '../../src/extract/batch-queue.ts'
import { BatchExtractor } from '../../src/extract/extract-batches.ts'
import { fromColumns } from '../../src/facts/facts-columns.ts'
import type { Host } from '../../src/host/host.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { factsOf, NO_FACTS, textOfFacts } from '../facts/facts-text.ts'
import { whenClosed } from '../support/open-file.ts'
import { specOf, writeModules } from './module-files.ts'

const files = writeModules(50)
const ALL = { start: 0, end: 50 }
afterAll(() => files.remove())

async function extracted(host: Host): Promise<BatchExtractor> {
  const extractor = new BatchExtractor(host, files.paths)
  await extractor.extract(ALL)
  return extractor
}

describe('BatchExtractor.extract()', () => {
  it('gathers the facts of readable modules in the order of the paths, and nothing of the others', async () => {
    const extractor = new BatchExtractor(nodeHost, files.paths)
    await extractor.extract(ALL)
    const unreadable = new Map(files.failures)
    // The last kind of damage keeps all facts but the exported symbols.
    const expected = files.paths.map((_, i) =>
      !unreadable.has(i) ? factsOf(specOf(i)) : i === 38 ? { ...NO_FACTS, needed: ['kept 0x0'] } : NO_FACTS,
    )
    expect(textOfFacts(fromColumns(extractor.columns()))).toEqual(expected)
  })

  it('reports each module that cannot be read by its position among all paths', async () => {
    const { failures } = await extracted(nodeHost)
    expect(failures.map(({ position, cause }) => [position, cause])).toEqual(files.failures)
  })

  it('reports failures as plain data, with what is known of them', async () => {
    const { failures } = await extracted(nodeHost)
    expect(structuredClone(failures)).toEqual(failures)
    expect(failures[0]).toEqual({
      position: 3,
      cause: 'KMOD_IO',
      errno: 'ENOENT',
      message: `Cannot open "${files.paths[3]}": ENOENT`,
    })
    expect(failures[1]).toEqual({
      position: 10,
      cause: 'KMOD_ELF_MALFORMED',
      message: 'Cannot read module: the file has 0 bytes',
    })
    expect(failures[4]).toMatchObject({ position: 31, cause: 'KMOD_COMPRESSION_CORRUPT', codec: 'xz' })
  })

  it('goes on in the same table with the next batch', async () => {
    const extractor = new BatchExtractor(nodeHost, files.paths)
    await extractor.extract({ start: 0, end: 4 })
    expect(extractor.failures.map(({ position }) => position)).toEqual([3])
    await extractor.extract({ start: 4, end: 12 })
    expect(extractor.failures.map(({ position }) => position)).toEqual([3, 10])
    expect(fromColumns(extractor.columns()).moduleCount).toBe(12)
  })

  it('goes on after a module that is too large for its memory', async () => {
    const directory = mkdtempSync(`${tmpdir()}/tskmod-large-`)
    const large = `${directory}/large.ko`
    writeFileSync(large, '')
    // A hole, which takes no place on the disk.
    truncateSync(large, 2 ** 30)
    const extractor = new BatchExtractor(nodeHost, [large, ...files.paths.slice(0, 1)])
    await extractor.extract({ start: 0, end: 2 })
    rmSync(directory, { recursive: true })
    expect(extractor.failures.map(({ position, cause }) => [position, cause])).toEqual([[0, 'KMOD_LIMIT']])
    expect(textOfFacts(fromColumns(extractor.columns()))).toEqual([NO_FACTS, factsOf(specOf(0))])
  })

  it('lets an error of our own pass', async () => {
    const mistake = new TypeError('x is not a function')
    const host = {
      ...nodeHost,
      openFile: () => {
        throw mistake
      },
    }
    await expect(extracted(host)).rejects.toBe(mistake)
  })

  it('closes every file that it opens', async () => {
    let open = 0
    let opened = 0
    const host = {
      ...nodeHost,
      openFile: (path: string) => {
        const file = nodeHost.openFile(path)
        open++
        opened++
        return whenClosed(file, () => open--)
      },
    }
    await extracted(host)
    // Two of the files do not exist.
    expect([open, opened]).toEqual([0, files.paths.length - 2])
  })
})

describe('BatchExtractor.extractFrom()', () => {
  it('reads what the pile gives it, batch by batch, until it is gone', async () => {
    const pile = new BatchQueue(50)
    pile.claim(1)
    const extractor = new BatchExtractor(nodeHost, files.paths)
    const done: number[] = []
    await extractor.extractFrom(pile, 0, () => {
      done.push(pile.done)
      return undefined
    })
    expect(done).toEqual([8, 16, 24, 32, 40, 42])
    expect(fromColumns(extractor.columns()).moduleCount).toBe(42)
    expect(extractor.failures.map(({ position }) => position)).toEqual(
      files.failures.map(([position]) => position).filter((position) => position >= 8),
    )
  })
})
