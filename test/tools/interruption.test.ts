/** What stops long calls of the library: a signal that is aborted while modules are read, by whoever hears of it. */
import * as fs from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import type { WorkOptions } from '../../src/base/interruption.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import {
  check,
  closure,
  convertIndexFile,
  depmod,
  diff,
  installClosure,
  loadModuleSet,
  openAbiTarget,
  openKernel,
  reach,
} from '../../src/index.ts'
import { entriesBelow } from '../support/entries-below.ts'
import { SMALL_DIR, SMALL_RELEASE, unindexedTree } from '../support/module-tree.ts'
import { temporaryDirectory } from '../support/run-tsdepmod.ts'

const COUNT = 100
const NAMES = Array.from({ length: COUNT }, (_, i) => `kernel/m${i}`)
const REASON = new Error('the user has closed the window')

let root = ''
beforeEach(() => {
  root = unindexedTree(
    Object.fromEntries(NAMES.map((name, i) => [name, { modinfo: [`firmware=f${i}`, `alias=pci:v${i}d*`] }])),
  )
})

const snapshot = (directory: string): string[] =>
  entriesBelow(directory)
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .sort()

/** Aborts at the first news, and notes all that come. */
function interruption(): { readonly work: WorkOptions; readonly heard: number[] } {
  const stop = new AbortController()
  const heard: number[] = []
  const onProgress = (done: number): void => {
    heard.push(done)
    stop.abort(REASON)
  }
  return { work: { signal: stop.signal, onProgress }, heard }
}

const CALLS: Readonly<Record<string, (work: WorkOptions) => Promise<unknown>>> = {
  depmod: (work) => depmod({ root, release: SMALL_RELEASE, jobs: 1, ...work }),
  'depmod with a cache': (work) =>
    depmod({ root, release: SMALL_RELEASE, jobs: 1, cache: temporaryDirectory(), ...work }),
  check: (work) => check(openKernel({ root, jobs: 1, ...work })),
  diff: (work) => diff(openKernel({ root, jobs: 1, ...work }), openKernel({ root, jobs: 1 })),
  'diff, the second kernel': (work) =>
    diff(openKernel({ root, jobs: 1 }), openKernel({ root, jobs: 1, ...work })),
  'closure with firmware': (work) =>
    closure(openKernel({ root, jobs: 1, ...work }), { names: ['m*'], firmware: true }),
  reach: (work) => reach(openKernel({ root, jobs: 1, ...work })),
  'abi, the modules': (work) => loadModuleSet([`${root}/${SMALL_DIR}`], { jobs: 1, ...work }),
  'abi, a kernel': (work) => openAbiTarget(root, nodeHost, work),
}

describe.each(Object.entries(CALLS))('%s', (_name, call) => {
  it('stops within a batch of modules, with the reason of the signal, and writes nothing', async () => {
    const before = snapshot(root)
    const { work, heard } = interruption()
    await expect(call(work)).rejects.toBe(REASON)
    expect(heard.length).toBeGreaterThan(0)
    expect(Math.max(...heard)).toBeLessThanOrEqual(8)
    expect(snapshot(root)).toEqual(before)
  })

  it('does not begin when the signal is aborted already', async () => {
    const heard: number[] = []
    const work = { signal: AbortSignal.abort(REASON), onProgress: (done: number) => heard.push(done) }
    await expect(call(work)).rejects.toBe(REASON)
    expect(heard).toEqual([])
  })
})

it('is stopped by an event that comes while modules are read', async () => {
  const stop = new AbortController()
  setImmediate(() => stop.abort(REASON))
  await expect(check(openKernel({ root, jobs: 1, signal: stop.signal }))).rejects.toBe(REASON)
})

it('leaves the old indexes when it is stopped before the new ones are in place', async () => {
  const outdir = temporaryDirectory()
  await depmod({ root, release: SMALL_RELEASE, outdir })
  const dep = `${outdir}/${SMALL_DIR}/modules.dep`
  const before = fs.readFileSync(dep)
  const files = snapshot(outdir)
  const stop = new AbortController()
  const onProgress = (done: number, total: number): void => {
    if (done === total) stop.abort(REASON)
  }
  const call = depmod({ root, release: SMALL_RELEASE, outdir, signal: stop.signal, onProgress })
  await expect(call).rejects.toBe(REASON)
  expect(fs.readFileSync(dep)).toEqual(before)
  expect(snapshot(outdir)).toEqual(files)
})

it('leaves whole files only when an installation is stopped, and says how far depmod is', async () => {
  const kernel = openKernel({ root })
  const found = await closure(kernel, { names: ['m*'] })
  const directory = temporaryDirectory()
  const stop = new AbortController()
  setImmediate(() => stop.abort(REASON))
  await expect(installClosure(kernel, found, { directory, signal: stop.signal })).rejects.toBe(REASON)
  const files = entriesBelow(directory).filter((entry) => entry.isFile())
  expect(files.length).toBeLessThan(COUNT)
  for (const { parentPath, name } of files.filter(({ name }) => name.endsWith('.ko')))
    expect(fs.readFileSync(`${parentPath}/${name}`)).toEqual(
      fs.readFileSync(`${root}/${SMALL_DIR}/kernel/${name}`),
    )
  const heard: number[] = []
  await installClosure(kernel, found, { directory, onProgress: (done) => heard.push(done) })
  expect(heard.at(-1)).toBe(COUNT)
})

it('refuses options that it does not know', async () => {
  const kernel = openKernel({ root })
  const found = await closure(kernel, { names: ['m1'] })
  const options = { directory: temporaryDirectory(), overwrite: true }
  await expect(installClosure(kernel, found, options)).rejects.toThrow('installClosure() to be among')
  const convert = { from: 'a', to: 'b', layout: 'pre-order', force: true } as const
  await expect(convertIndexFile(convert)).rejects.toThrow('got `force`')
  await expect(depmod({ root, release: SMALL_RELEASE, signal: 'no' as never })).rejects.toThrow(
    'an AbortSignal',
  )
})
