import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { type ExtractedModules, extractModules } from '../../src/extract/extract-modules.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { textOfFacts } from '../facts/facts-text.ts'
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
  it('tells every module that cannot be read by its position among all paths', async () => {
    const { facts, failures } = await alone
    expect(failures.map(({ position, cause }) => [position, cause])).toEqual(files.failures)
    expect(facts).toHaveLength(300)
  })

  it.each([2, 3, 8])('gives with %i threads what it gives with one', async (jobs) => {
    const shared = await extractModules(files.paths, { host: nodeHost, jobs, workerUrl: WORKER_URL })
    expect(comparable(shared)).toEqual(await alone)
  })

  it.each([1, 3])('tells with %i threads how far it is, batch by batch and to the end', async (jobs) => {
    const told: [number, number][] = []
    const onProgress = (done: number, total: number): unknown => told.push([done, total])
    await extractModules(files.paths, { host: nodeHost, jobs, workerUrl: WORKER_URL, onProgress })
    expect(told).toHaveLength(Math.ceil(300 / 32))
    expect(told.map(([done]) => done)).toEqual(told.map(([done]) => done).toSorted((a, b) => a - b))
    expect(told.at(-1)).toEqual([300, 300])
  })

  it.each([0, 1, 31, 32, 33, 64, 65])('gives with 3 threads the same for %i modules', async (count) => {
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
    await extractModules(files.paths, { host: shared.host, jobs: 3, workerUrl: WORKER_URL })
    expect(shared.seen.opened).toBeLessThan(300)
  })
})

const REAL = JSON.stringify(WORKER_URL.href)
const AFTER = (count: number): string =>
  `import { parentPort } from 'node:worker_threads'
   await import(${REAL})
   let met = 0
   parentPort.on('message', () => { if (++met > ${count}) process.exit(3) })`

describe('extractModules() loses nothing with workers', () => {
  it.each([
    ['that end at once', 'process.exit(0)'],
    ['that fail to start', 'throw new Error("no")'],
    ['that are not JavaScript', 'this is no program'],
    ['that end at their first batch', AFTER(0)],
    ['that end at their second batch', AFTER(1)],
    [
      'that end when their facts are asked for',
      `import { parentPort } from 'node:worker_threads'
       await import(${REAL})
       parentPort.on('message', ({ type }) => { if (type === 'finish') process.exit(0) })`,
    ],
    [
      'that throw in the middle',
      `import { parentPort } from 'node:worker_threads'
       await import(${REAL})
       let met = 0
       parentPort.on('message', () => { if (++met > 1) throw new Error('out of memory') })`,
    ],
  ])('%s', async (name, code) => {
    const workerUrl = workerWith(`${name}.mjs`, code)
    const shared = await extractModules(files.paths, { host: nodeHost, jobs: 3, workerUrl })
    expect(comparable(shared)).toEqual(await alone)
  })

  it('whose file is missing', async () => {
    const workerUrl = pathToFileURL(join(scratch, 'missing.mjs'))
    const shared = await extractModules(files.paths, { host: nodeHost, jobs: 2, workerUrl })
    expect(comparable(shared)).toEqual(await alone)
  })
})

/** Runs the built extractModules() on all files in a process of its own, with `host` for its host. */
function runBuilt(host: string): { status: number | null; stdout: string } {
  const built = (file: string): string => JSON.stringify(new URL(`../../dist/${file}`, import.meta.url).href)
  const code = `
    import { extractModules } from ${built('extract/extract-modules.js')}
    import { nodeHost } from ${built('host/node-host.js')}
    const paths = ${JSON.stringify(files.paths)}
    await extractModules(paths, { host: ${host}, jobs: 3 }).then(
      ({ facts }) => console.log('facts of ' + facts.moduleCount),
      (error) => console.log('failed: ' + error.message),
    )`
  // A file, not `node -e`: threads would inherit that option, and end at once.
  const program = join(scratch, 'program.mjs')
  fs.writeFileSync(program, code)
  const { status, stdout } = spawnSync(process.execPath, [program], { encoding: 'utf8', timeout: 10_000 })
  return { status, stdout }
}

describe('extractModules() leaves no thread behind', () => {
  it('when all went well', () => {
    expect(runBuilt('nodeHost')).toEqual({ status: 0, stdout: 'facts of 300\n' })
  })

  it('when the main thread fails for a reason of our own', () => {
    const host = `{ ...nodeHost, openFile() { throw new TypeError('our mistake') } }`
    expect(runBuilt(host)).toEqual({ status: 0, stdout: 'failed: our mistake\n' })
  })
})
