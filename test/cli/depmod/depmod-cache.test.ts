/** `tsdepmod --cache` as its users run it. */
import { spawn } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OUTPUT_NAMES } from '../../../src/indexes/outputs.ts'
import { buildModule, type ModuleSpec } from '../../support/elf-builder.ts'
import {
  moduleDirOf,
  put,
  RELEASE,
  runTsdepmod,
  TSDEPMOD,
  temporaryDirectory,
} from '../../support/run-tsdepmod.ts'

const COUNT = 30
const pathOf = (i: number): string => `kernel/m${i}.ko`
const specOf = (i: number): ModuleSpec => ({
  exports: [`s${i}`],
  needs: i === 0 ? [] : [`s${i - 1}`],
  modinfo: [`alias=a${i}`],
})
/** One of facts, one of outputs. */
const FILES = 2
const SILENT = { status: 0, stdout: '', stderr: '' }

/** A tree that nobody changes, and what a run without a cache makes of it. */
let root: string
let cold: string[]

beforeAll(() => {
  root = makeTree()
  waitUntilSettled()
  cold = outputsOf(runInto(root, []))
})
afterAll(() => fs.rmSync(root, { recursive: true }))

function makeTree(): string {
  const top = fs.mkdtempSync(join(tmpdir(), 'tskmod-cache-'))
  fs.chmodSync(top, 0o755)
  for (let i = 0; i < COUNT; i++) put(join(moduleDirOf(top), pathOf(i)), buildModule(specOf(i)))
  for (const name of ['order', 'builtin', 'builtin.modinfo'])
    put(join(moduleDirOf(top), `modules.${name}`), '')
  return top
}

/** The clock that files get their times from cannot be moved, so what a run is to trust must grow old. */
function waitUntilSettled(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2100)
}

/** Runs without a word, and returns the directory that it wrote to. */
function runInto(root: string, args: readonly string[]): string {
  const out = fs.mkdtempSync(join(tmpdir(), 'tskmod-cache-out-'))
  expect(runTsdepmod([...args, '-b', root, '-o', out, RELEASE])).toEqual(SILENT)
  return out
}

/** What was written there, which is then removed. */
function outputsOf(out: string): string[] {
  const outputs = OUTPUT_NAMES.map((name) => fs.readFileSync(join(moduleDirOf(out), name), 'latin1'))
  fs.rmSync(out, { recursive: true })
  return outputs
}

describe('tsdepmod --cache', () => {
  it('writes the same files as without, and nothing into the module directory', () => {
    const cache = join(temporaryDirectory(), 'deep/down')
    for (let round = 0; round < 3; round++)
      expect(outputsOf(runInto(root, [`--cache=${cache}`]))).toEqual(cold)
    expect(fs.readdirSync(cache)).toHaveLength(FILES)
    expect(fs.readdirSync(moduleDirOf(root)).sort()).toEqual(
      ['kernel', 'modules.builtin', 'modules.builtin.modinfo', 'modules.order'].sort(),
    )
  })

  it('sees one module that changed among those that did not', () => {
    const other = makeTree()
    try {
      waitUntilSettled()
      const cache = temporaryDirectory()
      const before = outputsOf(runInto(other, [`--cache=${cache}`]))
      expect(fs.readdirSync(cache)).toHaveLength(FILES)
      put(join(moduleDirOf(other), pathOf(4)), buildModule({ ...specOf(4), modinfo: ['alias=b4'] }))
      const warm = outputsOf(runInto(other, [`--cache=${cache}`]))
      expect(warm).not.toEqual(before)
      expect(warm).toEqual(outputsOf(runInto(other, [])))
    } finally {
      fs.rmSync(other, { recursive: true })
    }
  })

  it('prints and returns each time what it does without', () => {
    const other = makeTree()
    try {
      const map = join(other, 'System.map')
      put(map, 'nonsense\n')
      put(
        join(moduleDirOf(other), 'kernel/odd.ko'),
        buildModule({ needs: ['nobody'], modinfo: ['alias=[x'] }),
      )
      waitUntilSettled()
      const args = ['-ae', '-w', '-F', map, '-b', other, '-o', join(other, 'out'), RELEASE]
      const run = runTsdepmod(args)
      expect(run.stderr).toContain('needs unknown symbol nobody')
      const cache = temporaryDirectory()
      for (let round = 0; round < 3; round++) expect(runTsdepmod([`--cache=${cache}`, ...args])).toEqual(run)
      expect(fs.readdirSync(cache)).toHaveLength(FILES)
      // As many dependencies are printed.
      const verbose = runTsdepmod(['-v', ...args])
      expect(verbose.stdout.length).toBeGreaterThan(COUNT)
      expect(runTsdepmod(['-v', `--cache=${cache}`, ...args])).toEqual(verbose)
      // A cycle is an error each time.
      put(join(moduleDirOf(other), pathOf(0)), buildModule({ ...specOf(0), needs: [`s${COUNT - 1}`] }))
      waitUntilSettled()
      const failed = runTsdepmod(args)
      expect(failed.status).toBe(1)
      for (let round = 0; round < 2; round++)
        expect(runTsdepmod([`--cache=${cache}`, ...args])).toEqual(failed)
    } finally {
      fs.rmSync(other, { recursive: true })
    }
  })

  it('keeps it for a user below XDG_CACHE_HOME, else below HOME', () => {
    const home = temporaryDirectory()
    for (const path of [home, join(home, 'out')]) {
      fs.mkdirSync(path, { recursive: true })
      fs.chmodSync(path, 0o777)
    }
    const run = (env: Record<string, string>) =>
      runTsdepmod(['--cache', '-b', root, '-o', join(home, 'out'), RELEASE], {
        asNobody: true,
        env: { TSKMOD_CACHE: '', ...env },
      })
    expect(run({ HOME: home, XDG_CACHE_HOME: '' })).toEqual(SILENT)
    expect(fs.readdirSync(join(home, '.cache/tskmod'))).toHaveLength(FILES)
    expect(run({ HOME: home, XDG_CACHE_HOME: join(home, 'x') })).toEqual(SILENT)
    expect(fs.readdirSync(join(home, 'x/tskmod'))).toHaveLength(FILES)
    expect(run({ HOME: '', XDG_CACHE_HOME: '' })).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'tsdepmod: FATAL: --cache needs a directory here: neither XDG_CACHE_HOME nor HOME says where caches are\n',
    })
  })

  it.each<[string, string, (directory: string) => string]>([
    ['is a file', 'File exists', (directory) => fileIn(directory)],
    ['is below a file', 'Not a directory', (directory) => `${fileIn(directory)}/x`],
    [
      'may not be written',
      'Permission denied',
      (directory) => {
        fs.chmodSync(directory, 0o555)
        return directory
      },
    ],
  ])('warns and goes on when the directory %s', (_, reason, make) => {
    const out = temporaryDirectory()
    fs.chmodSync(out, 0o777)
    const parent = temporaryDirectory()
    fs.chmodSync(parent, 0o777)
    const cache = make(parent)
    const args = [`--cache=${cache}`, '-b', root, '-o', out, RELEASE]
    expect(runTsdepmod(args, { asNobody: true })).toEqual({
      ...SILENT,
      stderr: `tsdepmod: WARNING: could not write the cache to ${cache}: ${reason}; the next run will read all modules again\n`,
    })
    expect(OUTPUT_NAMES.map((name) => fs.readFileSync(join(moduleDirOf(out), name), 'latin1'))).toEqual(cold)
  })

  it('refuses an empty name of a directory', () => {
    expect(runTsdepmod(['--layer', '', RELEASE])).toEqual({
      status: 1,
      stdout: '',
      stderr: 'tsdepmod: FATAL: --layer takes a directory, package or image\n',
    })
    expect(runTsdepmod(['--cache=', RELEASE])).toEqual({
      status: 1,
      stdout: '',
      stderr: 'tsdepmod: FATAL: --cache= takes a directory\n',
    })
  })

  it('takes no operand for its directory', () => {
    const run = runTsdepmod(['--cache', 'no-version'])
    expect(run).toEqual({ status: 1, stdout: '', stderr: 'tsdepmod: ERROR: Bad version passed no-version\n' })
  })

  it('has no say when modules are named', () => {
    const cache = join(temporaryDirectory(), 'cache')
    const args = [`--cache=${cache}`, '-b', root, '-o', temporaryDirectory(), RELEASE]
    expect(runTsdepmod([...args, join(moduleDirOf(root), pathOf(3))])).toEqual(SILENT)
    expect(fs.existsSync(cache)).toBe(false)
  })

  it('survives several runs at once', async () => {
    const cache = join(temporaryDirectory(), 'cache')
    const outs = Array.from({ length: 4 }, () => fs.mkdtempSync(join(tmpdir(), 'tskmod-cache-out-')))
    const runs = outs.map((out) => start([`--cache=${cache}`, '-b', root, '-o', out, RELEASE]))
    expect(await Promise.all(runs)).toEqual(outs.map(() => 0))
    for (const out of outs) expect(outputsOf(out)).toEqual(cold)
    expect(fs.readdirSync(cache)).toHaveLength(FILES)
    expect(outputsOf(runInto(root, [`--cache=${cache}`]))).toEqual(cold)
  })
})

function fileIn(directory: string): string {
  const path = join(directory, 'file')
  fs.writeFileSync(path, '')
  return path
}

function start(args: readonly string[]): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [TSDEPMOD, ...args], { stdio: 'ignore' })
    child.on('error', reject)
    child.on('close', resolve)
  })
}
