/** Errors of the machine while modules are read: never a fact about a module, as an index without it would be wrong. */
import { describe, expect, it } from 'vitest'
import { KmodError } from '../../src/base/errors.ts'
import { extractModules } from '../../src/extract/extract-modules.ts'
import { readModinfo } from '../../src/extract/read-modinfo.ts'
import type { Host } from '../../src/host/host.ts'
import { ioError } from '../../src/host/node-errors.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { textOfFacts } from '../facts/facts-text.ts'
import { WORKER_URL, writeModules } from './module-files.ts'

const ERRNOS = ['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN', 'EINTR']
const files = writeModules(90)

/** A host that refuses some of its calls: the n-th opening, or every one from there on. */
function refusing(errno: string, isRefused: (opening: number) => boolean): Host {
  let openings = 0
  return {
    ...nodeHost,
    openFile(path) {
      if (isRefused(openings++)) throw ioError(path, 'open', Object.assign(new Error(errno), { code: errno }))
      return nodeHost.openFile(path)
    },
  }
}

const hostError = (errno: string) =>
  expect.objectContaining({ code: 'KMOD_HOST', details: expect.objectContaining({ errno }) })

async function said(host: Host, jobs: number): Promise<unknown[]> {
  const contents: unknown[] = []
  for await (const content of readModinfo(files.paths, { host, jobs, workerUrl: WORKER_URL }))
    contents.push(content instanceof KmodError ? content.message : content)
  return contents
}

describe.each(ERRNOS)('%s', (errno) => {
  it('ends extractModules() on one thread', async () => {
    const host = refusing(errno, (opening) => opening === 37)
    await expect(extractModules(files.paths, { host, jobs: 1 })).rejects.toThrowError(hostError(errno))
  })

  it('ends extractModules() when it lasts although the other threads are gone', async () => {
    const host = refusing(errno, (opening) => opening >= 3)
    await expect(
      extractModules(files.paths, { host, jobs: 3, workerUrl: WORKER_URL, withTraits: true }),
    ).rejects.toThrowError(hostError(errno))
  })

  it('ends readModinfo() likewise', async () => {
    await expect(
      said(
        refusing(errno, (opening) => opening === 5),
        1,
      ),
    ).rejects.toThrowError(hostError(errno))
    await expect(
      said(
        refusing(errno, (opening) => opening >= 1),
        3,
      ),
    ).rejects.toThrowError(hostError(errno))
  })
})

it('a module is read again when the other threads have ended', async () => {
  const alone = await extractModules(files.paths, { host: nodeHost, jobs: 1, withTraits: true })
  for (const refused of [0, 1, 7, 8]) {
    const host = refusing('EMFILE', (opening) => opening === refused)
    const read = await extractModules(files.paths, { host, jobs: 3, workerUrl: WORKER_URL, withTraits: true })
    expect(textOfFacts(read.facts)).toEqual(textOfFacts(alone.facts))
    expect(read.failures).toEqual(alone.failures)
    expect(files.paths.map((_, i) => read.traits?.modinfoAt(i))).toEqual(
      files.paths.map((_, i) => alone.traits?.modinfoAt(i)),
    )
    const once = refusing('EMFILE', (opening) => opening === refused)
    expect(await said(once, 3)).toEqual(await said(nodeHost, 1))
  }
})
