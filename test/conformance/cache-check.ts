/**
 * Compares the answers of tskmod and the files of tsdepmod with a cache with those without one, on real kernels: after a
 * run that fills the cache, in one that finds it, and after some modules were changed, removed and added.
 *
 *   npx tsx test/conformance/cache-check.ts [KERNEL...]
 *
 * A passed check is one question whose output (JSON) and exit status are the same; one run of tsdepmod whose eleven files,
 * messages and exit status are; or that one kernel was really answered from the cache. The last line is `N passed, M failed, K skipped`.
 */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { OUTPUT_NAMES } from '../../src/indexes/outputs.ts'
import { fetch, kernelTree, linkedTree, moduleDir, modulesOf, type Tree } from './trees.ts'

const TSKMOD = resolve(import.meta.dirname, '../../bin/tskmod.cjs')
const TSDEPMOD = resolve(import.meta.dirname, '../../bin/tsdepmod.cjs')
const FROM_MODULES = ['--from', 'modules']
const questionsOf = (root: string, other: string): Questions => ({
  check: ['check', '--root', root],
  closure: ['closure', 'ext4', 'dm-crypt', 'e1000e', ...FROM_MODULES, '--root', root],
  why: ['why', 'ext4', ...FROM_MODULES, '--root', root],
  needs: ['needs', 'crc32', '--root', root],
  graph: ['graph', 'btrfs', ...FROM_MODULES, '--root', root],
  list: ['list', '--root', root],
  reach: ['reach', '--root', root],
  diff: ['diff', other, root],
  preflight: ['preflight', other, root],
  abi: ['abi', root, join(other, 'lib'), '--against', other],
})

/** Longer than the time after a change in which a module is read each time. */
const SETTLING_MS = 2_500
const count = { passed: 0, failed: 0, skipped: 0 }
const work = fs.mkdtempSync(join(tmpdir(), 'tskmod-cached-'))

function verdict(name: string, problem: string | undefined): void {
  count[problem === undefined ? 'passed' : 'failed']++
  if (problem !== undefined) console.log(`FAILED   ${name}: ${problem}`)
}

function ask(args: readonly string[], cache: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [TSKMOD, ...args, '--json', ...cache], {
    encoding: 'latin1',
    maxBuffer: 1 << 30,
  })
  return `status ${status}\n${stderr}${stdout}`
}

type Questions = Readonly<Record<string, readonly string[]>>

const answersOf = (questions: Questions): Map<string, string> =>
  new Map(Object.entries(questions).map(([question, args]) => [question, ask(args, ['--no-cache'])]))

/** Each question with a cache, and its answer without one. */
function compare(
  name: string,
  questions: Questions,
  cache: string,
  answers: ReadonlyMap<string, string>,
): void {
  for (const [question, args] of Object.entries(questions)) {
    const cold = answers.get(question) ?? ''
    const warm = ask(args, ['--cache', cache])
    const at = [...cold].findIndex((character, i) => character !== warm[i])
    const isSame = cold === warm && cold.length > 100
    verdict(
      `${name}: ${question}`,
      isSame ? undefined : `differs at ${at}: ${cold.slice(at, at + 80)} | ${warm.slice(at, at + 80)}`,
    )
  }
}

const WAYS: Readonly<Record<string, readonly string[]>> = {
  'tsdepmod -a': ['-a'],
  'tsdepmod -ae -w': ['-ae', '-w', '-F', '/dev/null'],
}

/** What a run of tsdepmod has written, printed and returned; its words do not name where it writes. */
function depmod(tree: Tree, args: readonly string[]): string {
  const out = fs.mkdtempSync(join(work, 'out-'))
  const all = [TSDEPMOD, ...args, '-C', '/dev/null', '-b', tree.root, '-o', out, tree.release]
  const { status, stdout, stderr } = spawnSync(process.execPath, all, {
    encoding: 'latin1',
    maxBuffer: 1 << 30,
  })
  const directory = join(out, 'lib/modules', tree.release)
  const files = fs
    .readdirSync(directory)
    .map((name) => [name, fs.readFileSync(join(directory, name), 'latin1')])
  fs.rmSync(out, { recursive: true })
  if (files.length !== OUTPUT_NAMES.length) throw new Error(`${directory} has ${files.length} files`)
  return JSON.stringify([status, stdout, stderr, files])
}

/** Each way with a cache of its own, twice: what the first one keeps, the second one finds. */
function compareDepmod(name: string, tree: Tree): void {
  for (const [i, [way, args]] of Object.entries(WAYS).entries()) {
    const cold = depmod(tree, args)
    const cached = [...args, `--cache=${join(work, `depmod-${i}`)}`]
    for (const time of ['first', 'second'])
      verdict(`${name}: ${way}, ${time} run`, depmod(tree, cached) === cold ? undefined : 'differs')
  }
}

/** A copy of the files, because links would change those of the corpus. */
function copyModules(tree: Tree, root: string): Tree {
  const own = linkedTree(tree, root)
  for (const path of modulesOf(own).slice(0, 20)) {
    const file = join(moduleDir(own), 'kernel', path)
    const bytes = fs.readFileSync(file)
    fs.rmSync(file)
    fs.writeFileSync(file, bytes)
  }
  return own
}

function edit(tree: Tree): void {
  const [first = '', second = '', third = '', fourth = ''] = modulesOf(tree).map((path) =>
    join(moduleDir(tree), 'kernel', path),
  )
  fs.utimesSync(first, new Date(0), new Date(0))
  fs.rmSync(second)
  fs.writeFileSync(third, fs.readFileSync(fourth))
  fs.mkdirSync(join(moduleDir(tree), 'updates'))
  fs.copyFileSync(fourth, join(moduleDir(tree), 'updates', `other_${fourth.split('/').at(-1)}`))
}

async function checkKernel(name: string): Promise<void> {
  const other = kernelTree(name)
  const tree = copyModules(other, join(work, name))
  const cache = join(work, `cache-${name}`)
  const questions = questionsOf(tree.root, other.root)
  await new Promise((done) => setTimeout(done, SETTLING_MS))
  const answers = answersOf(questions)
  compare(`${name}, filling`, questions, cache, answers)
  compareDepmod(`${name}, filling`, tree)
  const [kept = ''] = fs.readdirSync(cache).filter((file) => file.endsWith('.cache'))
  const before = fs.statSync(join(cache, kept), { bigint: true })
  compare(`${name}, unchanged`, questions, cache, answers)
  compareDepmod(`${name}, unchanged`, tree)
  const after = fs.statSync(join(cache, kept), { bigint: true })
  verdict(`${name}: the cache is kept`, before.ino === after.ino ? undefined : 'it was written again')
  edit(tree)
  const changed = answersOf(questions)
  compareDepmod(`${name}, changed a moment ago`, tree)
  compare(`${name}, changed a moment ago`, questions, cache, changed)
  await new Promise((done) => setTimeout(done, SETTLING_MS))
  compare(`${name}, changed`, questions, cache, changed)
  compareDepmod(`${name}, changed`, tree)
}

try {
  const names = process.argv.slice(2)
  for (const name of names.length > 0 ? names : ['amd64-cloud-sid']) {
    const missing = fetch(name)
    if (missing === undefined) await checkKernel(name)
    else {
      count.skipped++
      console.log(`skipped  ${name}: ${missing}`)
    }
  }
} finally {
  fs.rmSync(work, { recursive: true, force: true })
}
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
if (count.failed > 0) process.exitCode = 1
