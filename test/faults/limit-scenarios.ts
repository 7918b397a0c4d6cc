/**
 * Limits of open files while threads read thousands of modules: a module that a thread could not open for lack of a
 * descriptor is not a damaged module, and a run that leaves modules out for that reason writes a wrong set.
 */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { OUTPUT_NAMES } from '../../src/indexes/outputs.ts'
import { buildModule } from '../support/elf-builder.ts'
import { start } from './runs.ts'
import type { Scenario } from './scenarios.ts'
import { RELEASE } from './scene.ts'

const TSDEPMOD = resolve(import.meta.dirname, '../../bin/tsdepmod.cjs')
/** Enough modules for several threads: each reads 16 batches or so. */
const MODULES = 3000

function makeTree(root: string): void {
  for (let i = 0; i < MODULES; i++) {
    const path = join(root, 'lib/modules', RELEASE, `kernel/d${i % 40}/m${i}.ko`)
    fs.mkdirSync(dirname(path), { recursive: true })
    const needs = i === 0 ? [] : [`symbol_${i - 1 - (i % 7)}`].filter((name) => !name.includes('-'))
    fs.writeFileSync(
      path,
      buildModule({
        modinfo: [`alias=pci:v0000${i}`],
        exports: [{ name: `symbol_${i}`, crc: i + 1 }],
        needs,
      }),
    )
  }
}

const run = (root: string, out: string, jobs: number): readonly string[] => [
  ...[process.execPath, TSDEPMOD, `--jobs=${jobs}`, '-b', root, '-o', out, RELEASE],
]

const filesIn = (out: string): string[] =>
  OUTPUT_NAMES.map((name) => {
    const path = join(out, 'lib/modules', RELEASE, name)
    return fs.existsSync(path) ? fs.readFileSync(path, 'latin1') : ''
  })

const fewDescriptorsInThreads: Scenario = {
  name: 'a limit of open files for many threads',
  async run({ scene, step }, tally) {
    const root = join(scene.top, 'many')
    makeTree(root)
    const whole = join(scene.top, 'whole')
    const made = spawnSync(process.execPath, run(root, whole, 1).slice(1))
    if (made.status !== 0) throw new Error(`Expected a run without faults to succeed: ${made.stderr}`)
    const right = filesIn(whole)
    let met = 0
    for (const jobs of [4, 8, 16, 64])
      for (let limit = 24; limit <= 152; limit += 8) {
        if (met++ % step !== 0) continue
        const out = join(scene.top, 'limited')
        fs.rmSync(out, { recursive: true, force: true })
        const command = ['sh', '-c', `ulimit -n ${limit}; exec "$@"`, 'sh', ...run(root, out, jobs)]
        const ended = await start(command).ended
        const found = filesIn(out)
        const isRight = found.every((text, i) => text === right[i])
        const what = `${limit} files, ${jobs} threads`
        tally.countSingle(what, ended, isRight ? 'new' : found.some((text) => text !== '') ? 'lost' : 'old')
        if (ended.status === 0 && !isRight)
          tally.complain(what, 'status 0, and not what the same run makes without a limit')
      }
    return undefined
  },
}

export const LIMIT_SCENARIOS: readonly Scenario[] = [fewDescriptorsInThreads]
