import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isKmodError, KmodError } from '../../src/base/errors.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { type ModinfoOptions, openModinfo } from '../../src/tools/modinfo.ts'
import { modinfoOfMany } from '../../src/tools/modinfo-many.ts'
import { buildModule } from '../support/elf-builder.ts'
import { tempTree } from '../support/temp-tree.ts'

const WORKER_URL = new URL('../../dist/extract/modinfo-worker.js', import.meta.url)

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

describe('modinfoOfMany()', () => {
  const steps = {
    find: async (target: string) => {
      if (target === '[') throw new KmodError('KMOD_USAGE', 'unmatched')
      return target === '' ? [] : target.split(',')
    },
    fileOf: (found: string) => (found.startsWith('/') ? found : undefined),
    describe: async (found: string, content: unknown) =>
      `${found} ${content === undefined ? 'not read' : isKmodError(content) ? content.code : 'read'}`,
  }

  it('answers each target: with all its modules, with none, or why not', async () => {
    const top = tempTree({ 'a.ko': buildModule({ modinfo: ['name=a'] }) })
    const targets = [`builtin,${top}/a.ko`, '', '[', `${top}/none.ko,${top}/a.ko`, 'other']
    expect(await all(modinfoOfMany(targets, steps, { host: nodeHost, jobs: 1 }))).toEqual([
      ['builtin not read', `${top}/a.ko read`],
      [],
      expect.objectContaining({ code: 'KMOD_USAGE' }),
      [`${top}/none.ko KMOD_IO`, `${top}/a.ko read`],
      ['other not read'],
    ])
  })

  it('lets a mistake of ours through', async () => {
    const find = async (): Promise<string[]> => {
      throw new TypeError('a bug')
    }
    await expect(all(modinfoOfMany(['x'], { ...steps, find }, { host: nodeHost, jobs: 1 }))).rejects.toThrow(
      TypeError,
    )
  })
})

describe('ModinfoSession.describeAll()', () => {
  const tree = (): string =>
    tempTree(
      Object.fromEntries(
        Array.from({ length: 60 }, (_, i) => [
          `m${i}.ko`,
          i % 10 === 4 ? 'no module' : buildModule({ modinfo: [`name=m${i}`, `alias=a${i}`] }),
        ]),
      ),
    )
  const lookup = {
    byName: () => [],
    byAlias: (text: string) => {
      if (text === 'damaged') throw new KmodError('KMOD_INDEX_MALFORMED', 'bad')
      return text === 'builtin' ? [{ modname: 'b', isBuiltin: true }] : []
    },
  }

  it.each([1, 2, 3])('says with %i threads what describe() says one after the other', async (jobs) => {
    const top = tree()
    const options: ModinfoOptions = { lookup, root: top, release: 'x', jobs, workerUrl: WORKER_URL }
    const files = Array.from({ length: 60 }, (_, i) => join(top, `m${i}.ko`))
    const targets = [
      ...files.slice(0, 20),
      'nobody',
      'builtin',
      'damaged',
      ...files.slice(20),
      files[0] ?? '',
    ]
    const session = openModinfo(options)
    const alone: unknown[] = []
    for (const target of targets) alone.push(await session.describe(target).catch((error) => error))
    expect(await all(session.describeAll(targets))).toEqual(alone)
  })

  it('reads nothing when only paths are asked for', async () => {
    const host = {
      ...nodeHost,
      openFile(): never {
        throw new TypeError('was opened')
      },
    }
    const top = tree()
    const session = openModinfo({ host, lookup, pathsOnly: true })
    expect(await all(session.describeAll([`${top}/m1.ko`, `${top}/m4.ko`]))).toEqual([
      [{ modname: 'm1', path: `${top}/m1.ko`, fields: [] }],
      [{ modname: 'm4', path: `${top}/m4.ko`, fields: [] }],
    ])
  })

  it.each([0, -1, 1.5, Number.NaN])('refuses %d threads', (jobs) => {
    expect(() => openModinfo({ jobs })).toThrow(KmodError)
  })
})
