/** Runs with little of what a process may have: either all files are right, or one line, status 1 and no change. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { pack } from '../../support/containers.ts'
import { buildModule } from '../../support/elf-builder.ts'
import {
  layOut,
  moduleDirOf,
  put,
  RELEASE,
  runTsdepmod,
  TSDEPMOD,
  temporaryDirectory,
} from '../../support/run-tsdepmod.ts'

const NAMES = ['dep', 'dep.bin', 'alias', 'symbols', 'symbols.bin', 'softdep']
const FORMS = ['none', 'xz', 'zst', 'gz'] as const

/** In 40 directories, so that listing them needs files too. */
function tree(): string {
  const root = layOut({})
  for (let i = 0; i < 320; i++) {
    const form = FORMS[i % FORMS.length] ?? 'none'
    const suffix = form === 'none' ? '' : `.${form}`
    const needs = i === 0 ? [] : [`symbol${i - 1}`]
    const module = buildModule({ exports: [{ name: `symbol${i}`, crc: i }], needs, modinfo: [`alias=a${i}`] })
    put(join(moduleDirOf(root), `d${i % 40}/m${i}.ko${suffix}`), pack(module, form))
  }
  return root
}

const filesIn = (out: string): (string | undefined)[] =>
  NAMES.map((name) => {
    const path = join(moduleDirOf(out), `modules.${name}`)
    return existsSync(path) ? readFileSync(path, 'latin1') : undefined
  })

/** Whether the run was right, or refused; anything else fails the test. */
function runLimited(
  root: string,
  limit: string,
  args: readonly string[],
  expected: unknown,
): 'right' | 'refused' {
  const out = temporaryDirectory()
  const command = `ulimit ${limit}; exec "$0" "$@"`
  const given = [process.execPath, TSDEPMOD, ...args, '-b', root, '-o', out, RELEASE]
  const { status, stderr } = spawnSync('sh', ['-c', command, ...given], {
    encoding: 'latin1',
  })
  if (status === 0) {
    expect([stderr, filesIn(out)]).toEqual(['', expected])
    return 'right'
  }
  expect([status, stderr.split('\n').length, stderr]).toEqual([1, 2, expect.stringMatching(/FATAL: /)])
  expect(stderr).not.toMatch(/internal error/)
  expect(filesIn(out)).toEqual(NAMES.map(() => undefined))
  return 'refused'
}

it.runIf(process.platform === 'linux')(
  'with any number of open files, modules.dep is right or not written',
  () => {
    const root = tree()
    const out = temporaryDirectory()
    expect(runTsdepmod(['-b', root, '-o', out, RELEASE]).status).toBe(0)
    const expected = filesIn(out)
    const outcomes = [22, 26, 31, 37, 48, 61, 90, 140].flatMap((files) =>
      [1, 5, 33].map((jobs) => runLimited(root, `-n ${files}`, [`--jobs=${jobs}`], expected)),
    )
    expect(new Set(outcomes)).toEqual(new Set(['right', 'refused']))
  },
)
