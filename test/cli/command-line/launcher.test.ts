import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  type Command,
  cacheOf,
  cachePath,
  compile,
  loadCached,
} from '../../../src/cli/command-line/launcher.ts'
import { temporaryDirectory } from '../../support/run-tsdepmod.ts'

const BUNDLE = `exports.main = async (argv) => argv.length + require('node:path').sep.length\n`

/** A bundle with a cache of V8's data; returns its path. */
function layOut(): string {
  const directory = join(temporaryDirectory(), 'commands')
  mkdirSync(directory)
  const path = join(directory, 'a.cjs')
  writeFileSync(path, BUNDLE)
  const source = readFileSync(path)
  // Under another name, because V8 knows what this process has compiled before, and looks at no data then.
  const { script } = compile('other.cjs', source)
  writeFileSync(cachePath(path), cacheOf(source, script.createCachedData()))
  return path
}

describe('loadCached()', () => {
  it('has the command of a cache that fits', async () => {
    expect(await (loadCached(layOut()) as Command | undefined)?.main(['node', 'a', 'b'])).toBe(4)
  })

  it('has none without a cache', () => {
    const path = join(temporaryDirectory(), 'a.cjs')
    writeFileSync(path, BUNDLE)
    expect(loadCached(path)).toBeUndefined()
  })

  it('has none for another bundle of the same length', () => {
    const path = layOut()
    writeFileSync(path, BUNDLE.replace('+', '-'))
    expect(loadCached(path)).toBeUndefined()
  })

  it('has none for a longer bundle that begins the same', () => {
    const path = layOut()
    writeFileSync(path, `${BUNDLE}exports.main = undefined\n`)
    expect(loadCached(path)).toBeUndefined()
  })

  it.each([
    ['of another V8', (data: Buffer) => data.fill(0xff, BUNDLE.length + 4, BUNDLE.length + 8)],
    ['without data', (data: Buffer) => data.subarray(0, BUNDLE.length)],
    ['cut in the data', (data: Buffer) => data.subarray(0, data.length - 20)],
    ['cut in the bundle', (data: Buffer) => data.subarray(0, 10)],
    ['empty', (data: Buffer) => data.subarray(0, 0)],
  ])('has none for a cache %s', (_what, spoil) => {
    const path = layOut()
    writeFileSync(cachePath(path), spoil(readFileSync(cachePath(path))))
    expect(loadCached(path)).toBeUndefined()
  })

  it('has none for a cache with any byte of V8 changed, nor for one with zeros in their place', () => {
    const path = layOut()
    const sound = readFileSync(cachePath(path))
    const size = sound.length - BUNDLE.length
    for (let i = 0; i < 40; i++) {
      const damaged = Buffer.from(sound)
      const at = BUNDLE.length + Math.floor((i * size) / 40)
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (i % 8))
      writeFileSync(cachePath(path), damaged)
      expect(loadCached(path)).toBeUndefined()
    }
    writeFileSync(cachePath(path), Buffer.from(sound).fill(0, BUNDLE.length))
    expect(loadCached(path)).toBeUndefined()
  })
})

describe('cachePath()', () => {
  it('names the Node.js that it is for', () => {
    expect(cachePath('/x/a.cjs')).toBe(`/x/a.${process.version}-${process.arch}.cache`)
  })
})
