import * as fs from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type CacheContent, encodeCache } from '../../src/cache/cache-format.ts'
import { cachePath, loadCache, saveCache } from '../../src/cache/cache-store.ts'
import { columnsOf } from '../../src/facts/facts-columns.ts'
import type { Host } from '../../src/host/host.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { tableOf } from '../facts/facts-text.ts'
import { tempTree } from '../support/temp-tree.ts'
import { refusal } from './machine.ts'

const contentFor = (moduleDir: string, tool = 'tskmod'): CacheContent => ({
  moduleDir,
  tool,
  paths: `${moduleDir}/a.ko`,
  keys: BigInt64Array.of(1n, 2n, 3n, 4n),
  facts: columnsOf(tableOf([{ exports: ['a'], needs: ['b'] }])),
})

/** A cache directory and a module dir that is there. */
function makePlace(): { readonly directory: string; readonly moduleDir: string; readonly path: string } {
  const top = tempTree({ 'lib/modules/6.1': { kind: 'directory' } })
  const [directory, moduleDir] = [`${top}/var/cache/tskmod`, `${top}/lib/modules/6.1`]
  return { directory, moduleDir, path: cachePath(directory, moduleDir) }
}

function errnoOf(action: () => void): unknown {
  try {
    action()
  } catch (error) {
    return (error as { details?: { errno?: string } }).details?.errno
  }
  return undefined
}

describe('cachePath()', () => {
  it('names the release, and distinguishes module dirs of one release', () => {
    const [a, b] = [
      cachePath('/c', '/lib/modules/6.1.0-x+1~rc1'),
      cachePath('/c', '/tmp/lib/modules/6.1.0-x+1~rc1'),
    ]
    expect(a).toMatch(/^\/c\/depmod-6\.1\.0-x\+1~rc1-[0-9a-f]{8}\.cache$/)
    expect(b).toMatch(/^\/c\/depmod-6\.1\.0-x\+1~rc1-[0-9a-f]{8}\.cache$/)
    expect(a).not.toBe(b)
  })

  it.each(['\xff\n *', 'x'.repeat(255), '...'])('makes a name of any release: %j', (release) => {
    expect(basename(cachePath('/c', `/lib/modules/${release}`))).toMatch(
      /^depmod-[\w.+~-]{1,100}-[0-9a-f]{8}\.cache$/,
    )
  })
})

describe('saveCache()', () => {
  it('makes the directory, and a file for this user alone, with nothing beside it', () => {
    const { directory, moduleDir, path } = makePlace()
    saveCache(nodeHost, path, contentFor(moduleDir))
    expect(fs.readdirSync(directory)).toEqual([basename(path)])
    expect(fs.statSync(path).mode & 0o777).toBe(0o600)
    expect(loadCache(nodeHost, path)).toEqual(contentFor(moduleDir))
  })

  it('replaces a link, and leaves alone what it leads to', () => {
    const { directory, moduleDir, path } = makePlace()
    fs.mkdirSync(directory, { recursive: true })
    fs.writeFileSync(`${directory}/victim`, 'precious')
    fs.symlinkSync('victim', path)
    saveCache(nodeHost, path, contentFor(moduleDir))
    expect(fs.lstatSync(path).isFile()).toBe(true)
    expect(fs.readFileSync(`${directory}/victim`, 'utf8')).toBe('precious')
  })

  it.each(['write', 'rename', 'createFile'] as const)('leaves the old file when %s is refused', (call) => {
    const { directory, moduleDir, path } = makePlace()
    saveCache(nodeHost, path, contentFor(moduleDir, 'old'))
    const refuse = (): never => {
      throw refusal(path, 'ENOSPC')
    }
    const host: Host =
      call === 'write'
        ? { ...nodeHost, createFile: (p) => ({ ...nodeHost.createFile(p), write: refuse }) }
        : { ...nodeHost, [call]: refuse }
    expect(errnoOf(() => saveCache(host, path, contentFor(moduleDir, 'new')))).toBe('ENOSPC')
    expect(loadCache(nodeHost, path)?.tool).toBe('old')
    expect(fs.readdirSync(directory)).toEqual([basename(path)])
  })

  it('is refused where the directory is a file or below one', () => {
    const { directory, moduleDir, path } = makePlace()
    fs.mkdirSync(join(directory, '..'), { recursive: true })
    fs.writeFileSync(directory, '')
    expect(errnoOf(() => saveCache(nodeHost, path, contentFor(moduleDir)))).toBe('EEXIST')
    const below = cachePath(`${directory}/x`, moduleDir)
    expect(errnoOf(() => saveCache(nodeHost, below, contentFor(moduleDir)))).toBe('ENOTDIR')
  })

  it('removes the caches of module dirs that are gone, and nothing else', () => {
    const { directory, moduleDir, path } = makePlace()
    saveCache(nodeHost, path, contentFor(moduleDir))
    const gone = cachePath(directory, `${moduleDir}-gone`)
    fs.writeFileSync(gone, Buffer.concat(encodeCache(contentFor(`${moduleDir}-gone`))))
    const others = ['depmod-6.1-0123abcd.cache', 'notes.cache', 'depmod-6.1.cache', 'x.tmp'].sort()
    for (const name of others) fs.writeFileSync(`${directory}/${name}`, 'of another program')
    saveCache(nodeHost, path, contentFor(moduleDir))
    expect(fs.readdirSync(directory).sort()).toEqual([...others, basename(path)].sort())
  })

  it('keeps the 40 newest files', () => {
    const { directory, moduleDir, path } = makePlace()
    fs.mkdirSync(directory, { recursive: true })
    const old = Array.from({ length: 45 }, (_, i) =>
      cachePath(directory, `${moduleDir}/../6.1/${'./'.repeat(i)}.`),
    )
    for (const [i, file] of old.entries()) {
      fs.writeFileSync(file, 'of another version')
      fs.utimesSync(file, 1000 + i, 1000 + i)
    }
    saveCache(nodeHost, path, contentFor(moduleDir))
    expect(fs.readdirSync(directory).sort()).toEqual([path, ...old.slice(-39)].map((p) => basename(p)).sort())
  })

  it('keeps no more than 256 MiB', () => {
    const { directory, moduleDir, path } = makePlace()
    fs.mkdirSync(directory, { recursive: true })
    const [older, newer] = ['a', 'b'].map((release) => `${directory}/depmod-${release}-00000000.cache`)
    for (const [i, file] of [older, newer].entries()) {
      fs.writeFileSync(file ?? '', '')
      // Without content: a sparse file has the size only.
      fs.truncateSync(file ?? '', 150 * 1024 ** 2)
      fs.utimesSync(file ?? '', 1000 + i, 1000 + i)
    }
    saveCache(nodeHost, path, contentFor(moduleDir))
    expect(fs.readdirSync(directory).sort()).toEqual([basename(newer ?? ''), basename(path)].sort())
  })

  it('removes what killed runs have left, but not what another run is about to rename', () => {
    const { directory, moduleDir, path } = makePlace()
    fs.mkdirSync(directory, { recursive: true })
    const [left, fresh] = ['1', '2'].map((n) => `${directory}/.${basename(path)}.${n}.abc.tmp`)
    for (const file of [left, fresh]) fs.writeFileSync(file ?? '', '')
    fs.utimesSync(left ?? '', 1000, 1000)
    saveCache(nodeHost, path, contentFor(moduleDir))
    expect(fs.readdirSync(directory).sort()).toEqual([basename(fresh ?? ''), basename(path)].sort())
  })
})

describe('loadCache()', () => {
  it.each<[string, (path: string) => void]>([
    ['a file that is not there', (path) => fs.unlinkSync(path)],
    ['a file that is damaged', (path) => fs.truncateSync(path, 100)],
    ['a file that others may write', (path) => fs.chmodSync(path, 0o620)],
    [
      'a link to a sound file',
      (path) => {
        fs.renameSync(path, `${path}.real`)
        fs.symlinkSync(`${path}.real`, path)
      },
    ],
    [
      'a directory',
      (path) => {
        fs.unlinkSync(path)
        fs.mkdirSync(path)
      },
    ],
  ])('takes %s for none', (_, change) => {
    const { moduleDir, path } = makePlace()
    saveCache(nodeHost, path, contentFor(moduleDir))
    expect(loadCache(nodeHost, path)).toBeDefined()
    change(path)
    expect(loadCache(nodeHost, path)).toBeUndefined()
  })
})
