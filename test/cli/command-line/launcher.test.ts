import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  type Command,
  cacheOf,
  cachePath,
  compile,
  keptName,
  loadCached,
} from '../../../src/cli/command-line/launcher.ts'
import { CHANGED_FLAGS, IS_COMMAND, KEEPS_CODE } from '../../../src/host/v8-flags.ts'
import { temporaryDirectory } from '../../support/run-tsdepmod.ts'

const BUNDLE = `(function (exports, require, module, __filename, __dirname) {
exports.main = async (argv) => argv.length + require('node:path').sep.length
})`

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
    writeFileSync(path, `${BUNDLE}\n`)
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

/** As in bundles of esbuild: a part may load another one, and gets what the bundle has of itself. */
const WITH_PARTS = `(function (exports, require, module, __filename, __dirname) {
exports.parts = { './inside.cjs': { word: 'inside' } }
exports.main = async () => require('./outside-ABCD1234.cjs').words + require('./outside-ABCD1234.cjs').loads
})`
const OUTSIDE = `(function (exports, require, module, __filename, __dirname) {
globalThis.loads = (globalThis.loads ?? 0) + 1
exports.loads = globalThis.loads
exports.words = require('./inside.cjs').word + require('node:path').basename(__filename)
})`

/** The built launcher, which a command's own process can load. */
const LAUNCHER = join(import.meta.dirname, '../../../dist/commands/launcher.cjs')

describe('a built command', () => {
  /** Runs the command `a` of `directory`, with a place for code caches. */
  function run(directory: string, place: string, ...words: string[]) {
    const code = `require(${JSON.stringify(join(directory, 'launcher.cjs'))}).launch('a').then(console.log)`
    const env = { ...process.env, NODE_COMPILE_CACHE: place, NODE_DISABLE_COMPILE_CACHE: '' }
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', code, '--', ...words], {
      encoding: 'utf8',
      env,
    })
    expect(stderr).toBe('')
    return stdout
  }

  function layOutCommand(): { readonly directory: string; readonly place: string; readonly kept: string } {
    const directory = join(temporaryDirectory(), 'commands')
    mkdirSync(directory)
    for (const [name, text] of [
      ['a.cjs', WITH_PARTS],
      ['outside-ABCD1234.cjs', OUTSIDE],
      ['launcher.cjs', readFileSync(LAUNCHER)],
      ['keep-code.cjs', readFileSync(join(LAUNCHER, '../keep-code.cjs'))],
    ] as const)
      writeFileSync(join(directory, name), text)
    const place = temporaryDirectory()
    return { directory, place, kept: join(place, 'tskmod-code', keptName(join(directory, 'a.cjs'))) }
  }

  it('loads a part once, which sees the modules of the command', () => {
    const { directory, place } = layOutCommand()
    expect(run(directory, place)).toBe('insideoutside-ABCD1234.cjs1\n')
  })

  it('keeps a code cache for this user, and uses it', () => {
    const { directory, place, kept } = layOutCommand()
    run(directory, place)
    const source = readFileSync(join(directory, 'a.cjs'))
    const sound = readFileSync(kept)
    expect(sound.subarray(0, source.length).equals(source)).toBe(true)
    expect(readdirSync(join(place, 'tskmod-code'))).toHaveLength(1)
    run(directory, place)
    // It was used: the next run made no other.
    expect(readFileSync(kept).equals(sound)).toBe(true)
    // A damaged one is made again, and one of another bundle is.
    for (const spoilt of [Buffer.alloc(20), Buffer.from(sound).fill(0, source.length, source.length + 9)]) {
      writeFileSync(kept, spoilt)
      expect(run(directory, place)).toBe('insideoutside-ABCD1234.cjs1\n')
      expect(readFileSync(kept).subarray(0, source.length).equals(source)).toBe(true)
    }
    writeFileSync(
      join(directory, 'a.cjs'),
      WITH_PARTS.replace('inside.cjs', 'inside.cjs').replace('+ require', "+ '+' + require"),
    )
    expect(run(directory, place)).toBe('insideoutside-ABCD1234.cjs+1\n')
  })

  it('marks the process as a command, and as one that keeps code', () => {
    const { directory, place } = layOutCommand()
    const marks = [IS_COMMAND, KEEPS_CODE].map((mark) => `Symbol.for('${Symbol.keyFor(mark)}') in globalThis`)
    writeFileSync(
      join(directory, 'a.cjs'),
      BUNDLE.replace("argv.length + require('node:path').sep.length", `[${marks}].join()`),
    )
    expect(run(directory, place)).toBe('true,true\n')
    expect(run(directory, place)).toBe('true,false\n')
  })

  it('keeps one of a second bundle, too, whose name has no hash', () => {
    const { directory, place } = layOutCommand()
    writeFileSync(join(directory, 'a.cjs'), WITH_PARTS.replaceAll('outside-ABCD1234', 'second'))
    writeFileSync(join(directory, 'second.cjs'), OUTSIDE)
    for (const _ of [1, 2]) expect(run(directory, place)).toBe('insidesecond.cjs1\n')
    const names = ['a.cjs', 'second.cjs'].map((name) => keptName(join(directory, name)))
    expect(readdirSync(join(place, 'tskmod-code')).sort()).toEqual(names.sort())
  })

  it('uses no cache that others may write to, and no link, and does not write through one', () => {
    const { directory, place, kept } = layOutCommand()
    run(directory, place)
    chmodSync(kept, 0o666)
    const before = readFileSync(kept)
    run(directory, place)
    expect(readFileSync(kept).length).toBeGreaterThan(before.length / 2)
    const elsewhere = join(temporaryDirectory(), 'elsewhere')
    writeFileSync(elsewhere, 'precious')
    const other = layOutCommand()
    mkdirSync(join(other.place, 'tskmod-code'))
    symlinkSync(elsewhere, other.kept)
    run(other.directory, other.place)
    expect(readFileSync(elsewhere, 'latin1')).toBe('precious')
  })

  it('keeps none after --help, with changed flags of V8, where there is no place, and in one that cannot be written', () => {
    const { directory, place, kept } = layOutCommand()
    run(directory, place, '--help')
    expect(existsSync(kept)).toBe(false)
    const mark = `(globalThis[Symbol.for('${Symbol.keyFor(CHANGED_FLAGS)}')] = '')`
    writeFileSync(join(directory, 'a.cjs'), WITH_PARTS.replace('+ require', `+ ${mark} + require`))
    expect(run(directory, place)).toBe('insideoutside-ABCD1234.cjs1\n')
    expect(existsSync(kept)).toBe(false)
    writeFileSync(join(directory, 'a.cjs'), WITH_PARTS)
    run(directory, join(place, 'missing'))
    expect(existsSync(join(place, 'missing/tskmod-code'))).toBe(false)
    writeFileSync(join(place, 'file'), '')
    run(directory, join(place, 'file'))
  })
})
