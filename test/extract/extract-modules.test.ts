import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { isKmodError } from '../../src/base/errors.ts'
import { extractModules, usefulJobs } from '../../src/extract/extract-modules.ts'
import { ExtractThreads } from '../../src/extract/extract-threads.ts'
import type { ExtractedModules } from '../../src/extract/extracted-modules.ts'
import { UNKNOWN_MODULE } from '../../src/extract/known-facts.ts'
import { ModinfoReader } from '../../src/extract/modinfo-reader.ts'
import { columnsOf } from '../../src/facts/facts-columns.ts'
import type { Host } from '../../src/host/host.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { textOfFacts } from '../facts/facts-text.ts'
import { notingHost } from '../support/noting-host.ts'
import { WORKER_URL, writeModules } from './module-files.ts'

const files = writeModules(300)
const scratch = join(files.paths[0] ?? '', '..')
afterAll(() => files.remove())

const comparable = ({ facts, failures }: ExtractedModules) => ({ facts: textOfFacts(facts), failures })
const alone = extractModules(files.paths, { host: nodeHost, jobs: 1 }).then(comparable)

/** A worker of its own. */
function workerWith(name: string, code: string): URL {
  const path = join(scratch, name)
  fs.writeFileSync(path, code)
  return pathToFileURL(path)
}

describe('extractModules()', () => {
  it('reports every module that cannot be read by its position among all paths', async () => {
    const { facts, failures } = await alone
    expect(failures.map(({ position, cause }) => [position, cause])).toEqual(files.failures)
    expect(facts).toHaveLength(300)
  })

  it.each([2, 3, 8])('gives with %i threads what it gives with one', async (jobs) => {
    const shared = await extractModules(files.paths, { host: nodeHost, jobs, workerUrl: WORKER_URL })
    expect(comparable(shared)).toEqual(await alone)
  })

  it.each([1, 3])('reports with %i threads how far it is, and at the end that it is all', async (jobs) => {
    const told: [number, number][] = []
    const onProgress = (done: number, total: number): unknown => told.push([done, total])
    await extractModules(files.paths, { host: nodeHost, jobs, workerUrl: WORKER_URL, onProgress })
    expect(told.length).toBeGreaterThan(3)
    expect(told.every(([, total]) => total === 300)).toBe(true)
    expect(told.map(([done]) => done)).toEqual(told.map(([done]) => done).toSorted((a, b) => a - b))
    expect(told.at(-1)).toEqual([300, 300])
  })

  it.each([0, 1, 7, 8, 9, 64, 65])('gives with 3 threads the same for %i modules', async (count) => {
    const paths = files.paths.slice(0, count)
    const shared = await extractModules(paths, { host: nodeHost, jobs: 3, workerUrl: WORKER_URL })
    expect(comparable(shared)).toEqual(comparable(await extractModules(paths, { host: nodeHost, jobs: 1 })))
    expect(shared.facts.moduleCount).toBe(count)
  })

  it('gives the same for any order of the paths', async () => {
    const paths = [...files.paths].reverse()
    const { facts } = await extractModules(paths, { host: nodeHost, jobs: 3, workerUrl: WORKER_URL })
    expect(textOfFacts(facts)).toEqual((await alone).facts.toReversed())
  })

  it('asks only its host with one thread, and lets workers do some of the work with more', async () => {
    const counting = () => {
      const seen = { opened: 0 }
      const host = {
        ...nodeHost,
        openFile: (path: string) => {
          seen.opened++
          return nodeHost.openFile(path)
        },
      }
      return { seen, host }
    }
    const one = counting()
    await extractModules(files.paths, { host: one.host, jobs: 1 })
    expect(one.seen.opened).toBe(300)
    const few = counting()
    await extractModules(files.paths.slice(0, 32), { host: few.host, jobs: 8 })
    expect(few.seen.opened).toBe(32)
    const shared = counting()
    const slow = {
      ...shared.host,
      openFile: (path: string) => {
        // By then the workers have begun.
        if (shared.seen.opened === 1) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)
        return shared.host.openFile(path)
      },
    }
    await extractModules(files.paths, { host: slow, jobs: 3, workerUrl: WORKER_URL })
    expect(shared.seen.opened).toBeLessThan(300)
  })
})

describe('extractModules() with facts of an earlier run', () => {
  it('reads only what is not known, and joins it with what is', async () => {
    const before = await extractModules(files.paths, { host: nodeHost, jobs: 1 })
    const rows = Int32Array.from(files.paths, (_, i) => (i % 5 === 0 ? UNKNOWN_MODULE : i))
    const known = [{ columns: columnsOf(before.facts), rows }]
    for (const jobs of [1, 3]) {
      const { facts, failures } = await extractModules(files.paths, {
        host: nodeHost,
        jobs,
        workerUrl: WORKER_URL,
        known,
      })
      expect(textOfFacts(facts)).toEqual((await alone).facts)
      expect(failures).toEqual((await alone).failures.filter(({ position }) => position % 5 === 0))
    }
  })

  it('takes what is known for another order of the paths', async () => {
    const before = await extractModules(files.paths, { host: nodeHost, jobs: 1 })
    const rows = Int32Array.from(files.paths, (_, i) => 299 - i)
    const paths = files.paths.toReversed()
    const host = {
      ...nodeHost,
      openFile: (): never => {
        throw new Error('nothing is to be read')
      },
    }
    const known = [{ columns: columnsOf(before.facts), rows }]
    const { facts } = await extractModules(paths, { host, jobs: 3, known })
    expect(textOfFacts(facts)).toEqual((await alone).facts.toReversed())
  })
})

/** A host that lets the main thread read nothing before a worker has made the file `mark`. */
function hostAfter(mark: string): Host {
  const cell = new Int32Array(new SharedArrayBuffer(4))
  return {
    ...nodeHost,
    openFile: (path) => {
      while (!fs.existsSync(mark)) Atomics.wait(cell, 0, 0, 5)
      return nodeHost.openFile(path)
    },
  }
}

const BUILT = (file: string): string => JSON.stringify(new URL(`../../dist/${file}`, import.meta.url).href)

/** What a worker does when it has been told what there is to do. */
const TOLD = (code: string): string =>
  `import { parentPort } from 'node:worker_threads'
   import { writeFileSync } from 'node:fs'
   import { BatchQueue } from ${BUILT('extract/batch-queue.js')}
   parentPort.once('message', ({ paths, pile, thread }) => {
     const batches = new BatchQueue(paths.length, pile)
     const mark = () => writeFileSync(paths[0] + '.mark', '')
     ${code}
   })`

describe('extractModules() loses nothing with workers', () => {
  const mark = `${files.paths[0]}.mark`
  it.each([
    ['that end at once', 'process.exit(0)'],
    ['that fail to start', 'throw new Error("no")'],
    ['that are not JavaScript', 'this is no program'],
    ['that end when they get work', TOLD('mark(); process.exit(3)')],
    ['that end over their first batch', TOLD('batches.claim(thread); mark(); process.exit(3)')],
    [
      'that throw over their third batch',
      TOLD('for (let i = 0; i < 3; i++) batches.claim(thread); mark(); throw new Error("out of memory")'),
    ],
    [
      'that end when all is read',
      TOLD(
        'for (let i = 0; i < 9; i++) batches.claim(thread); mark(); while (batches.claim(thread)) {}; process.exit(0)',
      ),
    ],
  ])('%s', async (name, code) => {
    fs.rmSync(mark, { force: true })
    if (!code.includes('mark()')) fs.writeFileSync(mark, '')
    const workerUrl = workerWith(`${name}.mjs`, code)
    const shared = await extractModules(files.paths, { host: hostAfter(mark), jobs: 3, workerUrl })
    expect(comparable(shared)).toEqual(await alone)
    expect(fs.existsSync(mark)).toBe(true)
  })

  it('whose file is missing', async () => {
    const workerUrl = pathToFileURL(join(scratch, 'missing.mjs'))
    const shared = await extractModules(files.paths, { host: nodeHost, jobs: 2, workerUrl })
    expect(comparable(shared)).toEqual(await alone)
  })

  it('that were started before, and leaves them to who has started them', async () => {
    const threads = new ExtractThreads(WORKER_URL)
    threads.start(2)
    try {
      const shared = await extractModules(files.paths, { host: nodeHost, jobs: 1, threads })
      expect(comparable(shared)).toEqual(await alone)
      expect(threads.threads).toHaveLength(2)
    } finally {
      await threads.stop()
    }
  })
})

/** Runs the built extractModules() on all files in a process of its own, with `host` for its host. */
function runBuilt(host: string): { status: number | null; stdout: string } {
  const code = `
    import { extractModules } from ${BUILT('extract/extract-modules.js')}
    import { nodeHost } from ${BUILT('host/node-host.js')}
    const paths = ${JSON.stringify(files.paths)}
    await extractModules(paths, { host: ${host}, jobs: 3 }).then(
      ({ facts }) => console.log('facts of ' + facts.moduleCount),
      (error) => console.log('failed: ' + error.message),
    )`
  // A file, not `node -e`: threads would inherit that option, and end at once.
  const program = join(scratch, 'program.mjs')
  fs.writeFileSync(program, code)
  const { status, stdout } = spawnSync(process.execPath, [program], { encoding: 'utf8' })
  return { status, stdout }
}

describe('extractModules() leaves no thread after', () => {
  it('when all went well', () => {
    expect(runBuilt('nodeHost')).toEqual({ status: 0, stdout: 'facts of 300\n' })
  })

  it('when the main thread fails for a reason of our own', () => {
    const host = `{ ...nodeHost, openFile() { throw new TypeError('our mistake') } }`
    expect(runBuilt(host)).toEqual({ status: 0, stdout: 'failed: our mistake\n' })
  })
})

describe('extractModules() with traits', () => {
  const said = ({ traits }: ExtractedModules) =>
    files.paths.map((_, i) => {
      const content = traits?.modinfoAt(i)
      return isKmodError(content) ? [content.code, content.message] : content
    })

  it.each([1, 3])(
    'gives with %i threads what reading each module alone gives, and the same facts',
    async (jobs) => {
      const read = await extractModules(files.paths, {
        host: nodeHost,
        jobs,
        workerUrl: WORKER_URL,
        withTraits: true,
      })
      expect(comparable(read)).toEqual(await alone)
      const reader = new ModinfoReader(nodeHost)
      const expected: unknown[] = []
      for (const path of files.paths) {
        const content = await reader.read(path)
        const isSilent = isKmodError(content) && content.details.section === '.modinfo'
        if (isKmodError(content)) expected.push(isSilent ? [] : [content.code, content.message])
        else expected.push(content.fields)
      }
      expect(said(read)).toEqual(expected)
    },
  )

  it('opens each module once', async () => {
    const { host, opened } = notingHost()
    await extractModules(files.paths, { host, jobs: 1, withTraits: true })
    expect(opened).toEqual(files.paths)
  })
})

it.each([
  [8, 10, 1],
  [8, 0, 0],
  [2, 4000, 2],
  [1000, 40_000, 64],
  [8, 100, 4],
])('usefulJobs(%d, %d) is %d', (jobs, count, useful) => {
  expect(usefulJobs(jobs, count)).toBe(useful)
})
