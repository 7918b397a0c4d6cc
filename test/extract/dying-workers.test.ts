/**
 * Worker threads of the real program that die: by themselves, by an error, by running out of memory. Their modules are
 * read again, and nothing of it is to be seen in the files. A hook in $NODE_OPTIONS, which threads heed too, kills them.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { OUTPUT_NAMES } from '../../src/indexes/outputs.ts'
import { buildModule } from '../support/elf-builder.ts'
import {
  layOut,
  moduleDirOf,
  put,
  RELEASE,
  runTsdepmod,
  temporaryDirectory,
} from '../support/run-tsdepmod.ts'

/** Enough that three threads have something to do. */
const MODULES = 400

/** What a hook does, in CommonJS; `mark()` leaves a trace that it was there. */
const HOOKS: Readonly<Record<string, string>> = {
  'end at once': 'if (!isMainThread) { mark(); process.exit(1) }',
  'end while they work': 'if (!isMainThread) { mark(); setTimeout(() => process.exit(0), 3) }',
  'throw what nobody catches':
    "if (!isMainThread) { mark(); setImmediate(() => { throw new Error('a fault') }) }",
  'throw when they get work':
    "if (!isMainThread) { mark(); const { on } = parentPort; parentPort.on = (name, listener) => on.call(parentPort, name, name === 'message' ? () => { throw new Error('a fault') } : listener) }",
  // In a turn of its own: a limit that a starting thread cannot keep to is the end of the process in Node.js 22.
  'run out of memory':
    'if (isMainThread) { const { Worker } = threads; threads.Worker = class extends Worker { constructor(url, options) { super(url, { ...options, resourceLimits: { maxOldGenerationSizeMb: 32 } }) } } } else { mark(); setImmediate(() => { for (const all = []; ; ) all.push(new Array(1e5).fill(1.5)) }) }',
  'cannot be started':
    "if (isMainThread) { const { Worker } = threads; mark(); threads.Worker = class extends Worker { constructor(url, options) { super(new URL('file:///nowhere.js'), options) } } }",
}

function tree(): string {
  const root = layOut({})
  for (let i = 0; i < MODULES; i++)
    put(
      join(moduleDirOf(root), `kernel/m${i}.ko`),
      buildModule({
        modinfo: [`alias=alias${i}`],
        exports: [{ name: `symbol${i}`, crc: i }],
        needs: i === 0 ? [] : [`symbol${i - 1}`],
      }),
    )
  return root
}

function filesOf(
  root: string,
  outdir: string,
  jobs: number,
  env: Readonly<Record<string, string>>,
): Buffer[] {
  const out = join(root, outdir)
  mkdirSync(out)
  const { status, stderr } = runTsdepmod([`--jobs=${jobs}`, '-b', root, '-o', out, RELEASE], { env })
  expect([status, stderr]).toEqual([0, ''])
  return OUTPUT_NAMES.map((name) => readFileSync(join(moduleDirOf(out), name)))
}

it.each(Object.entries(HOOKS))('workers that %s leave no trace in the files', (_, hook) => {
  const root = tree()
  const mark = join(temporaryDirectory(), 'mark')
  const script = join(temporaryDirectory(), 'hook.cjs')
  put(
    script,
    `const threads = require('node:worker_threads')
     const { isMainThread, parentPort } = threads
     const fs = require('node:fs')
     const mark = () => fs.writeFileSync(${JSON.stringify(mark)}, '')
     if (isMainThread) {
       const { openSync } = fs
       const cell = new Int32Array(new SharedArrayBuffer(4))
       fs.openSync = (path, ...rest) => {
         // Else the main thread would have read all before a worker begins.
         for (let i = 0; i < 2000 && /\\.ko$/.test(path) && !fs.existsSync(${JSON.stringify(mark)}); i++)
           Atomics.wait(cell, 0, 0, 5)
         return openSync(path, ...rest)
       }
     }
     ${hook}`,
  )
  const alone = filesOf(root, 'alone', 1, {})
  const together = filesOf(root, 'together', 3, { NODE_OPTIONS: `--require ${script}` })
  expect(together.every((bytes, i) => alone[i]?.equals(bytes))).toBe(true)
  expect(readFileSync(mark, 'latin1')).toBe('')
})
