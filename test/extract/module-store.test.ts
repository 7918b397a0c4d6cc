import { afterAll, describe, expect, it } from 'vitest'
import { isKmodError } from '../../src/base/errors.ts'
import { extractModules } from '../../src/extract/extract-modules.ts'
import { decodeExtraction, encodeExtraction } from '../../src/extract/extraction-sections.ts'
import { ModinfoReader } from '../../src/extract/modinfo-reader.ts'
import { ModuleStore, storedAt } from '../../src/extract/module-store.ts'
import type { Host } from '../../src/host/host.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { comparableModules } from './comparable.ts'
import { EVERYTHING, writeModules } from './module-files.ts'

const files = writeModules(40)
afterAll(() => files.remove())

const malformed = (what: string): never => {
  throw new Error(`malformed ${what}`)
}

/** Of the even ones the content is gone, and known from an earlier run. */
async function halfStored(): Promise<Host> {
  const sections = encodeExtraction(await extractModules(files.paths, EVERYTHING))
  const extraction = decodeExtraction((name) => sections.get(name), files.paths.length, malformed)
  const store = new ModuleStore(extraction, {
    hasDigests: true,
    digest: (row) => (row === 2 ? 'ab' : undefined),
    isSignedAfterCompression: (row) => row === 4,
  })
  return {
    ...nodeHost,
    threadPath: undefined,
    openFile(path) {
      if (files.paths.indexOf(path) % 2 === 0) throw new Error(`${path} was to be known`)
      return nodeHost.openFile(path)
    },
    storedModule(path) {
      const row = files.paths.indexOf(path)
      return row % 2 === 0 ? { store, row } : undefined
    },
  }
}

describe('a host with stored modules', () => {
  it('gives what was read earlier, together with what is read now', async () => {
    const host = await halfStored()
    const mixed = await extractModules(files.paths, { ...EVERYTHING, host })
    expect(comparableModules(mixed)).toEqual(comparableModules(await extractModules(files.paths, EVERYTHING)))
  })

  it('gives the exports that kmod lists, when they are asked for', async () => {
    const options = { jobs: 1, exportsAre: 'kmod' } as const
    const mixed = await extractModules(files.paths, { ...options, host: await halfStored() })
    const whole = await extractModules(files.paths, { ...options, host: nodeHost })
    expect(comparableModules(mixed)).toEqual(comparableModules(whole))
  })

  it('answers modinfo', async () => {
    const stored = new ModinfoReader(await halfStored())
    const read = new ModinfoReader(nodeHost)
    let compared = 0
    for (const path of files.paths) {
      const [ours, theirs] = [await stored.read(path), await read.read(path)]
      if (isKmodError(theirs)) expect(ours).toMatchObject({ code: theirs.code })
      else expect(ours).toEqual(theirs)
      compared++
    }
    expect(compared).toBe(40)
  })

  it('says what else is known', async () => {
    const found = storedAt(await halfStored(), files.paths[2] ?? '')
    expect(found?.row).toBe(2)
    expect([0, 2].map((row) => found?.store.digest(row))).toEqual([undefined, 'ab'])
    expect([2, 4].map((row) => found?.store.isSignedAfterCompression(row))).toEqual([false, true])
    expect(storedAt(nodeHost, '/any')).toBeUndefined()
  })
})
